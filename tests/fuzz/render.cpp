// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "check.h"
#include "check_json.h"
#include "maker.h"
#include "model/doctor.h"
#include "model/history.h"
#include "model/port.h"
#include "render/doctor.h"
#include "render/history.h"
#include "render/json.h"
#include "render/text.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;
using fuzz::Maker;

template <typename Value>
void check_both(const Value& value) {
  std::string out;
  json::append(out, value);
  expect(!out.empty() && fuzz::are_json_objects(out) && fuzz::is_harmless(out));
  out.clear();
  text::append(out, value, {});
  expect(out.empty() || out.ends_with('\n'));
  expect(fuzz::is_harmless(out));
}

void check(const ListenerRecord& record) {
  std::string out;
  json::append(out, record);
  expect(fuzz::are_json_objects(out) && fuzz::is_harmless(out));
  out.clear();
  text::append_listeners(out, std::array{record}, {});
  expect(out.ends_with('\n') && fuzz::is_harmless(out));
}

void check(const ListenerFigures& figures, bool verbose) {
  std::string out;
  json::append(out, figures);
  expect(fuzz::are_json_objects(out) && fuzz::is_harmless(out));
  out.clear();
  text::append_listener_table(out, std::array{figures}, {}, verbose);
  text::append_notes(out, figures, {});
  expect(out.ends_with('\n') && fuzz::is_harmless(out));
}

void check(const HistoryResult& result, bool with_events, bool utf8) {
  std::string out;
  json::append(out, result, with_events);
  expect(fuzz::are_json_objects(out) && fuzz::is_harmless(out));
  out.clear();
  text::append(out, result, with_events, utf8, {});
  expect(out.ends_with('\n') && fuzz::is_harmless(out));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Maker make(data + 1, size - 1);
  switch (data[0] % 7) {
    case 0:
      check_both(make.drop());
      break;
    case 1:
      check_both(make.transition());
      break;
    case 2:
      check(make.listener());
      break;
    case 3: {
      const bool verbose = make.flag();
      check(make.figures(), verbose);
      break;
    }
    case 4:
      check_both(make.port());
      break;
    case 5: {
      const bool with_events = make.flag();
      const bool utf8 = make.flag();
      check(make.history(), with_events, utf8);
      break;
    }
    default: {
      const DoctorReport report = make.doctor();
      check_both(report);
    }
  }
  return 0;
}
