// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread answers a request from the library.
#include "store.h"
#include <cstdio>
#include <pthread.h>
#include <thread>

template <typename T> struct Request {
  T key;
  int answer(const store::Table &table) const { return table.find(key) + 1; }
};

__attribute__((noinline)) static int serve(const store::Table &table,
                                           const char *key) {
  Request<std::string> request{key};
  int answer = request.answer(table);
  std::printf("%s: %d\n", key, answer);
  return answer;
}

int main(int argc, char **argv) {
  store::Table table;
  int answers = 0;
  std::thread worker([&] {
    pthread_setname_np(pthread_self(), "worker 1");
    answers += serve(table, argc > 1 ? argv[1] : "key");
  });
  worker.join();
  return answers;
}
