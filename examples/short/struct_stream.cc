#include "arrowbridge/arrowbridge.hpp"

struct City {
  std::string name;
  std::optional<double> population;
};

int main() {
  const std::vector<City> cities = {{"Cairo", 10.1}, {"Nairobi", std::nullopt}};
  ArrowArrayStream stream;
  arrowbridge::reader_from_structs(cities, arrowbridge::column("name", &City::name),
                                   arrowbridge::column("population", &City::population))
      .Export(&stream);
  stream.release(&stream);
}
