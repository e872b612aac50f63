#include "devices.h"

#include <utility>

#include "checks.h"
#include "harness.h"
#include "struct_mutations.h"
#include "support/fake_device.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::FakeDevice;
using arrowbridge_tests::kFakeType;
using arrowbridge_tests::Log;
using arrowbridge_tests::MakeArray;

ArrayHandle Import(ArrowArray* array, const SchemaHandle& schema) {
  ErrorText error;
  ArrowBridgeArray* out = nullptr;
  if (error.Check(ArrowBridgeImportArray(array, schema.get(), &out, error.For("import a copy"))))
    Fail("an array from a device is rejected: " + error.text());
  return ArrayHandle(out);
}

// NULL if it cannot be copied.
ArrayHandle FromDevice(ArrowDeviceArray array, const SchemaHandle& schema) {
  ErrorText error;
  ArrowArray copy;
  const int rc = error.Check(
      ArrowBridgeArrayCopyFromDevice(&array, schema.get(), &copy, error.For("copy from a device")));
  if (array.array.release != nullptr) Fail("a device array was not consumed");
  if ((rc == 0) == (copy.release == nullptr)) Fail("the copy does not match the code");
  return rc == 0 ? Import(&copy, schema) : nullptr;
}

ArrayHandle ToDeviceAndBack(const ArrayData& data, const SchemaHandle& schema) {
  ErrorText error;
  ArrowArray array;
  ArrowDeviceArray made;
  const Log log = MakeArray(data, &array);
  const int rc = error.Check(ArrowBridgeArrayCopyToDevice(&array, schema.get(), kFakeType, 0, &made,
                                                          error.For("copy to a device")));
  if (!log->AllOnce()) Fail("an array that was copied to a device was not released");
  return rc == 0 ? FromDevice(made, schema) : nullptr;
}

bool IsValid(const ArrayHandle& array) {
  return array != nullptr &&
         ArrowBridgeArrayValidate(array.get(), ARROWBRIDGE_VALIDATE_DEFAULT, nullptr) == 0;
}

void ExpectEqual(const ArrayHandle& a, const ArrayHandle& b) {
  ErrorText error;
  int equal = 0;
  const int rc = error.Check(
      ArrowBridgeArrayEquals(a.get(), b.get(), &equal, error.For("compare with a copy")));
  if (rc != ENOTSUP && (rc != 0 || equal != 1)) Fail("a copy differs: " + error.text());
}

void CopyBothWays(FakeDevice* device, const ArrayData& data, const ArrayData& type, bool breaks,
                  Random* random) {
  const SchemaHandle schema = arrowbridge_tests::ImportSchema(type);
  ArrowDeviceArray on_device;
  const Log log = device->Put(data, &on_device, 0, random->OneIn(2));
  if (breaks) BreakArray(&on_device.array, random);
  const ArrayHandle copy = FromDevice(on_device, schema);
  if (!breaks && !log->AllOnce()) Fail("a device array was not released exactly once");
  Count(copy != nullptr ? "copied from a device" : "arrays on a device rejected");
  if (copy != nullptr) UseArray(copy.get(), random);
  if (breaks) return;
  ArrowArray array;
  const Log host_log = MakeArray(data, &array);
  ArrowBridgeArray* imported = nullptr;
  const int rc = ArrowBridgeImportArray(&array, schema.get(), &imported, nullptr);
  const ArrayHandle host(imported);
  const bool is_valid = rc == 0 && IsValid(host);
  const ArrayHandle twice = ToDeviceAndBack(data, schema);
  if (is_valid != (twice != nullptr)) Fail("what is copied to a device is not what is valid");
  if (!is_valid) return;
  if (copy == nullptr) Fail("a valid array cannot be copied from a device");
  ExpectEqual(host, copy);
  ExpectEqual(host, twice);
}

}  // namespace

void UseDevice(Random* random) {
  FakeDevice device;
  const ArrowBridgeDeviceCopier copier = device.Copier();
  if (ArrowBridgeRegisterDeviceCopier(kFakeType, &copier, nullptr) != 0)
    Fail("a copier cannot be registered");
  ArrayData data = MakeValid(random);
  const ArrayData type = data;
  const bool breaks = random->OneIn(3);
  if (!breaks) AlterContents(&data, random);
  if (random->OneIn(4)) device.fail_at = static_cast<int>(random->Below(30));
  const bool fails = device.fail_at >= 0;
  if (fails) {
    ErrorText error;
    const SchemaHandle schema = arrowbridge_tests::ImportSchema(type);
    ArrowDeviceArray array;
    const Log log = device.Put(data, &array, 0, true);
    const ArrayHandle copy = FromDevice(array, schema);
    if (!log->AllOnce()) Fail("a device array was not released exactly once");
  } else {
    CopyBothWays(&device, data, type, breaks, random);
  }
  if (ArrowBridgeUnregisterDeviceCopier(kFakeType, nullptr) != 0)
    Fail("a copier cannot be unregistered");
  if (device.released() != 1 || device.allocated() != 0) Fail("device memory is left");
}

}  // namespace arrowbridge_fuzz
