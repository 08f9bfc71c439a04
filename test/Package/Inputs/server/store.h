// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef STORE_H
#define STORE_H

#include <string>
#include <vector>

namespace store {

struct Cell {
  int value;
  int reads;
  void count() { ++reads; }
};

class Table {
public:
  int find(const std::string &key) const;

private:
  std::vector<Cell *> cells{nullptr};
};

} // namespace store

#endif
