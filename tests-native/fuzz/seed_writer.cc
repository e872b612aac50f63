#include "seed_writer.h"

#include <cstdlib>
#include <functional>
#include <string>

#include "support/ipc_messages.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::ipc::Batch;
using arrowbridge_tests::ipc::Stream;

// The value of a type in the union of Schema.fbs, and its table.
struct Type {
  uint8_t kind;
  Flat::Ref table;
};

template <typename T>
Type Of(Flat* flat, uint8_t kind, T first) {
  return {kind, flat->Table({Flat::Scalar<T>(0, first)})};
}

std::vector<int32_t> NumbersOf(const std::string& text) {
  std::vector<int32_t> numbers;
  for (size_t at = 0; at < text.size(); at = text.find(',', at) + 1) {
    numbers.push_back(static_cast<int32_t>(std::strtol(text.c_str() + at, nullptr, 10)));
    if (text.find(',', at) == std::string::npos) break;
  }
  return numbers;
}

int16_t Unit(char letter) { return static_cast<int16_t>(std::string("smun").find(letter)); }

Type Int(Flat* flat, char letter) {
  const size_t position = std::string("cCsSiIlL").find(letter);
  return {2, flat->Table({Flat::Scalar<int32_t>(0, 8 << (position / 2)),
                          Flat::Scalar<uint8_t>(1, position % 2 == 0)})};
}

Type Temporal(Flat* flat, const std::string& format) {
  switch (format[1]) {
    case 'd':
      return Of<int16_t>(flat, 8, format[2] == 'D' ? 0 : 1);
    case 't':
      return {9, flat->Table({Flat::Scalar<int16_t>(0, Unit(format[2])),
                              Flat::Scalar<int32_t>(1, Unit(format[2]) < 2 ? 32 : 64)})};
    case 's': {
      const Flat::Ref timezone = flat->String(format.substr(4));
      return {10,
              flat->Table({Flat::Scalar<int16_t>(0, Unit(format[2])), Flat::Offset(1, timezone)})};
    }
    case 'i':
      return Of<int16_t>(flat, 11, static_cast<int16_t>(std::string("MDn").find(format[2])));
    default:
      return Of<int16_t>(flat, 18, Unit(format[2]));
  }
}

Type Nested(Flat* flat, const std::string& format) {
  switch (format[1]) {
    case 'l':
      return {12, flat->Table({})};
    case 's':
      return {13, flat->Table({})};
    case 'u': {
      const Flat::Ref ids = flat->Ints(NumbersOf(format.substr(4)));
      return {14, flat->Table({Flat::Scalar<int16_t>(0, format[2] == 'd'), Flat::Offset(1, ids)})};
    }
    case 'w':
      return Of<int32_t>(flat, 16, NumbersOf(format.substr(3))[0]);
    case 'm':
      return Of<uint8_t>(flat, 17, 0);
    case 'L':
      return {21, flat->Table({})};
    case 'r':
      return {22, flat->Table({})};
    default:
      return {static_cast<uint8_t>(format[2] == 'l' ? 25 : 26), flat->Table({})};
  }
}

Type TypeOf(Flat* flat, const std::string& format) {
  switch (format[0]) {
    case 'n':
      return {1, flat->Table({})};
    case 'e':
    case 'f':
    case 'g':
      return Of<int16_t>(flat, 3, static_cast<int16_t>(format[0] - 'e'));
    case 'z':
      return {4, flat->Table({})};
    case 'u':
      return {5, flat->Table({})};
    case 'b':
      return {6, flat->Table({})};
    case 'd': {
      std::vector<int32_t> numbers = NumbersOf(format.substr(2));
      if (numbers.size() < 3) numbers.push_back(128);
      return {7, flat->Table({Flat::Scalar(0, numbers[0]), Flat::Scalar(1, numbers[1]),
                              Flat::Scalar(2, numbers[2])})};
    }
    case 't':
      return Temporal(flat, format);
    case '+':
      return Nested(flat, format);
    case 'w':
      return Of<int32_t>(flat, 15, NumbersOf(format.substr(2))[0]);
    case 'Z':
      return {19, flat->Table({})};
    case 'U':
      return {20, flat->Table({})};
    case 'v':
      return {static_cast<uint8_t>(format[1] == 'z' ? 23 : 24), flat->Table({})};
    default:
      return Int(flat, format[0]);
  }
}

bool IsView(const std::string& format) { return format[0] == 'v'; }

// Dictionaries get their ids in pre-order.
class Writer {
 public:
  explicit Writer(const ArrayData& schema) : schema_(schema) {}

  Flat::Ref Schema(Flat* flat) {
    next_id_ = 0;
    std::vector<Flat::Ref> fields;
    for (const ArrayData& column : schema_.children) fields.push_back(Field(flat, column));
    const Flat::Ref list = flat->Offsets(fields);
    return flat->Table({Flat::Scalar<int16_t>(0, 0), Flat::Offset(1, list)});
  }

  // Inner dictionaries first. `put` gets every dictionary with its id.
  void Dictionaries(const ArrayData& array, const std::function<void(int64_t, const Batch&)>& put) {
    if (!array.dictionary.empty()) {
      const int64_t id = next_id_++;
      Dictionaries(array.dictionary[0], put);
      Batch batch;
      batch.length = array.dictionary[0].length;
      Fill(array.dictionary[0], &batch);
      put(id, batch);
    }
    for (const ArrayData& child : array.children) Dictionaries(child, put);
  }
  void Restart() { next_id_ = 0; }

  static void Fill(const ArrayData& array, Batch* batch) {
    batch->Node(array.length, array.null_count);
    const bool view = IsView(array.format);
    const size_t buffers = array.buffers.size() - (view ? 1 : 0);
    for (size_t i = 0; i < buffers; i++) batch->Buffer(array.buffers[i].value_or(Bytes()));
    if (view) batch->variadic.push_back(static_cast<int64_t>(buffers) - 2);
    for (const ArrayData& child : array.children) Fill(child, batch);
  }

 private:
  Flat::Ref Field(Flat* flat, const ArrayData& array) {
    const bool encoded = !array.dictionary.empty();
    const ArrayData& values = encoded ? array.dictionary[0] : array;
    std::vector<Flat::Field> parts = {
        Flat::Scalar<uint8_t>(1, (array.flags & ARROW_FLAG_NULLABLE) != 0)};
    parts.push_back(Flat::Offset(0, flat->String(array.name.value_or(""))));
    if (encoded) {
      const Flat::Ref indices = Int(flat, array.format[0]).table;
      parts.push_back(Flat::Offset(
          4, flat->Table({Flat::Scalar<int64_t>(0, next_id_++), Flat::Offset(1, indices)})));
    }
    const Type type = TypeOf(flat, values.format);
    parts.push_back(Flat::Scalar<uint8_t>(2, type.kind));
    parts.push_back(Flat::Offset(3, type.table));
    std::vector<Flat::Ref> children;
    for (const ArrayData& child : values.children) children.push_back(Field(flat, child));
    parts.push_back(Flat::Offset(5, flat->Offsets(children)));
    const Flat::Ref key = flat->String("key");
    const Flat::Ref value = flat->String("a value");
    const Flat::Ref pair = flat->Table({Flat::Offset(0, key), Flat::Offset(1, value)});
    parts.push_back(Flat::Offset(6, flat->Offsets({pair})));
    return flat->Table(parts);
  }

  const ArrayData& schema_;
  int64_t next_id_ = 0;
};

constexpr size_t kMagic = 8;

// A Block of File.fbs: the second member has 32 bits and 32 bits of padding.
void Note(std::vector<int64_t>* blocks, size_t from, size_t to, size_t body) {
  blocks->insert(blocks->end(),
                 {static_cast<int64_t>(from + kMagic), static_cast<int64_t>(to - from - body),
                  static_cast<int64_t>(body)});
}

Bytes AsFile(const Bytes& stream, Writer* writer, const std::vector<int64_t>& dictionaries,
             const std::vector<int64_t>& batches) {
  Flat flat;
  const Flat::Ref schema = writer->Schema(&flat);
  const Flat::Ref dictionary_blocks = flat.Structs(dictionaries, 3);
  const Flat::Ref batch_blocks = flat.Structs(batches, 3);
  const Bytes footer = flat.Finish(
      flat.Table({Flat::Scalar<int16_t>(0, arrowbridge_tests::ipc::kV5), Flat::Offset(1, schema),
                  Flat::Offset(2, dictionary_blocks), Flat::Offset(3, batch_blocks)}));
  const std::string magic = "ARROW1";
  Bytes file(magic.begin(), magic.end());
  file.resize(kMagic);
  file.insert(file.end(), stream.begin(), stream.end());
  file.insert(file.end(), footer.begin(), footer.end());
  for (int i = 0; i < 4; i++) file.push_back(static_cast<uint8_t>(footer.size() >> (8 * i)));
  file.insert(file.end(), magic.begin(), magic.end());
  return file;
}

}  // namespace

Bytes WriteSeed(const std::vector<ArrayData>& batches, bool as_file) {
  Writer writer(batches[0]);
  Stream stream;
  Flat flat;
  const Flat::Ref schema = writer.Schema(&flat);
  stream.Append(&flat, arrowbridge_tests::ipc::kSchema, schema, {});
  std::vector<int64_t> dictionary_blocks;
  std::vector<int64_t> batch_blocks;
  for (const ArrayData& batch : batches) {
    // In a file the first batch's dictionaries are used by all batches: only deltas may follow
    // them.
    if (!as_file || batch_blocks.empty()) {
      writer.Restart();
      writer.Dictionaries(batch, [&](int64_t id, const Batch& values) {
        const size_t from = stream.bytes().size();
        stream.Dictionary(id, values);
        Note(&dictionary_blocks, from, stream.bytes().size(), values.body.size());
      });
    }
    Batch message;
    message.length = batch.length;
    for (const ArrayData& column : batch.children) Writer::Fill(column, &message);
    const size_t from = stream.bytes().size();
    stream.Record(message);
    Note(&batch_blocks, from, stream.bytes().size(), message.body.size());
  }
  stream.Push(0xFFFFFFFFu).Push(0);
  return as_file ? AsFile(stream.bytes(), &writer, dictionary_blocks, batch_blocks)
                 : stream.bytes();
}

}  // namespace arrowbridge_fuzz
