// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds one to two cells. Without arguments the second one is missing, and it
// crashes in the library.
#include "store.h"
#include <cstdio>

namespace shop {
struct Order {
  cell *cells[2];
  void add(int amount) const { store_add(cells, 2, amount); }
};
} // namespace shop

int main(int count, char **) {
  cell first = {1}, second = {2};
  shop::Order order = {{&first, count > 1 ? &second : nullptr}};
  order.add(1);
  std::printf("the cells are %d and %d\n", first.value, second.value);
}
