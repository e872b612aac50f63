// Builds IPC files by hand from messages built by hand.

#ifndef ARROWBRIDGE_TESTS_IPC_FILE_H
#define ARROWBRIDGE_TESTS_IPC_FILE_H

#include <functional>
#include <vector>

#include "support/ipc_messages.h"

namespace arrowbridge_tests {
namespace ipc {

class FileBytes {
 public:
  // Builds the fields of the schema in the given Flat. Called once for the stream and once for the
  // footer.
  using Fields = std::function<std::vector<Flat::Ref>(Flat*)>;

  explicit FileBytes(Fields fields) : fields_(std::move(fields)) {
    Flat flat;
    Stream schema;
    Add(schema.Schema(&flat, fields_(&flat)));
  }
  FileBytes& Dictionary(int64_t id, const Batch& values, bool delta = false) {
    return Add(&dictionaries_, Stream().Dictionary(id, values, delta), values.body.size());
  }
  FileBytes& Record(const Batch& batch, const Pairs& pairs = {}) {
    return Add(&batches_, Stream().Record(batch, pairs), batch.body.size());
  }
  Bytes Finish(const Pairs& pairs = {}) const {
    Bytes file = bytes_;
    const Bytes end = Stream().Push(0xFFFFFFFFu).Push(0).bytes();
    file.insert(file.end(), end.begin(), end.end());
    Flat flat;
    const auto list = flat.Offsets(fields_(&flat));
    const auto schema = flat.Table({Flat::Offset(1, list)});
    const auto dictionary_list = flat.Structs(dictionaries_, 3);
    const auto batch_list = flat.Structs(batches_, 3);
    std::vector<Flat::Field> members = {Flat::Scalar<int16_t>(0, kV5), Flat::Offset(1, schema),
                                        Flat::Offset(2, dictionary_list),
                                        Flat::Offset(3, batch_list)};
    if (!pairs.empty()) members.push_back(Flat::Offset(4, Metadata(&flat, pairs)));
    const auto footer = flat.Finish(flat.Table(members));
    file.insert(file.end(), footer.begin(), footer.end());
    const Bytes length = Stream().Push(static_cast<uint32_t>(footer.size())).bytes();
    file.insert(file.end(), length.begin(), length.end());
    file.insert(file.end(), bytes_.begin(), bytes_.begin() + 6);
    return file;
  }

 private:
  void Add(const Stream& message) {
    bytes_.insert(bytes_.end(), message.bytes().begin(), message.bytes().end());
  }
  FileBytes& Add(std::vector<int64_t>* blocks, const Stream& message, size_t body) {
    blocks->insert(blocks->end(), {static_cast<int64_t>(bytes_.size()),
                                   static_cast<int64_t>(message.bytes().size() - body),
                                   static_cast<int64_t>(body)});
    Add(message);
    return *this;
  }

  Fields fields_;
  Bytes bytes_ = {'A', 'R', 'R', 'O', 'W', '1', 0, 0};
  std::vector<int64_t> dictionaries_, batches_;  // offset, metadata length, body length
};

}  // namespace ipc
}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_FILE_H
