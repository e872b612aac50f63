"""What is alive in the library."""

import unittest

import arrowbridge as ab


class LiveObjects(unittest.TestCase):
    def setUp(self):
        self.assertFalse(ab.track_live_objects())

    def tearDown(self):
        ab.tag_live_objects()
        ab.track_live_objects(False)

    def tagged(self):
        return [found for found in ab.live_objects() if found.tag == "a test"]

    def test_objects_are_listed_until_they_are_released(self):
        ab.tag_live_objects("a test")
        array = ab.array([1, 2, 3])
        ab.tag_live_objects()
        kinds = {found.kind for found in self.tagged()}
        self.assertIn("array", kinds)
        found = next(found for found in self.tagged() if found.kind == "array")
        self.assertTrue(found.function.startswith("ArrowBridge"), found)
        self.assertGreater(found.bytes, 0)
        self.assertGreaterEqual(found.age, 0)
        self.assertGreaterEqual(found.references, 1)
        del array
        self.assertNotIn("array", {found.kind for found in self.tagged()})

    def test_stopping_forgets(self):
        kept = ab.array([1])
        self.assertTrue(ab.live_objects())
        self.assertTrue(ab.track_live_objects(False))
        self.assertEqual(ab.live_objects(), [])
        self.assertEqual(len(kept), 1)

    def test_arguments(self):
        with self.assertRaises(TypeError):
            ab.tag_live_objects(17)
        with self.assertRaises(ValueError):
            ab.tag_live_objects("a\0b")


if __name__ == "__main__":
    unittest.main()
