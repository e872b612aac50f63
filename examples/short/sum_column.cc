#include <iostream>
#include "arrowbridge/arrowbridge.hpp"
int main() {
  int64_t sum = 0;
  for (const arrowbridge::Array& batch : arrowbridge::Reader::OpenIpcFile("timezones.arrow"))
    for (std::optional<int32_t> value : batch.Column("utc_offset").values<int32_t>())
      sum += value.value_or(0);
  std::cout << sum << "\n";
  return sum == 855900 ? 0 : 1;
}
