// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// What is spoken on the daemon's unix stream socket.
///
/// One request a connection. The client sends one line:
///
///     VERB[ WORD...]\n
///
/// At most 4096 bytes with its newline, within five seconds. Verb and words are separated by one
/// blank each; a blank at the beginning, at the end or beside another is wrong. They are raw bytes,
/// UTF-8 or not, but for these, which are written as `%` and two hexadecimal digits of either case:
/// the blank (`%20`), the newline (`%0A`) and `%` itself (`%25`). Every other byte may be written
/// so. An empty word is written as a lone `%`. NUL stands in no word, `%00` is wrong. What follows
/// the line is not looked at.
///
/// The daemon answers:
///
///     CODE[ MESSAGE]\n
///     bytes...
///
/// CODE is the exit code that the client ends with: 0 fine, 1 failed, 2 wrong usage, 3 not
/// permitted or not available, 4 a difference was found. MESSAGE is for stderr; control bytes and
/// `%` in it are percent-encoded as above, blanks are not. The bytes are for stdout, to the end of
/// the stream. An answer that is not whole (the daemon died, or cut off a client that did not read)
/// ends with ECONNRESET instead of the end of the stream.
///
/// To `netstat rows VERSION` the daemon answers with no bytes but a descriptor, sent along with the
/// status line (SCM_RIGHTS): a BPF iterator of the TCP sockets in the client's network namespace,
/// of which struct bns_iterator_row can be read (bpf/event.h; kernel::kSocketRowsVersion).
///
/// A live report goes on until the client shuts down its writing side; the daemon may then say a
/// last word before it ends the stream. For an answer of another kind the writing side may be shut
/// down at once. From a shell:
///
///     printf 'VERB WORD\n' | socat -t 10 - UNIX-CONNECT:/run/bpfnetstat/bpfnetstat.sock
///     (echo VERB; sleep 60) | socat -t 10 - UNIX-CONNECT:/run/bpfnetstat/bpfnetstat.sock  # live
///
/// A client that does not read for ten seconds (of a live report: thirty) is cut off, and so is one
/// that has not read all within a minute of the answer's end; a live report leaves out what a slow
/// one has no room for.
namespace bpfnetstat::serve {

/// Of a request and of a status line, newline included: PIPE_BUF, so that one write brings it
/// whole, and a command line that is longer lists things that it had better filter by.
inline constexpr std::size_t kMaxLineBytes = 4096;

struct Request {
  std::string verb;
  std::vector<std::string> words;

  bool operator==(const Request&) const = default;
};

/// Takes a request apart; pure.
/// @param line without its newline.
/// @return an Error of kind usage, without foreign bytes, where the line is none.
Result<Request> parse_request(std::string_view line);

/// The line of a request, newline included; parse_request() makes the same request of it. An Error
/// of kind usage where the request has none: no verb, a NUL, longer than kMaxLineBytes.
Result<std::string> format_request(const Request& request);

struct StatusLine {
  int code = 0;         ///< The client's exit code, 0 to 255.
  std::string message;  ///< For stderr, raw; empty where there is nothing to say.

  bool operator==(const StatusLine&) const = default;
};

/// @param line without its newline.
Result<StatusLine> parse_status(std::string_view line);

/// The line of a status, newline included. A message too long for one is cut.
std::string format_status(int code, std::string_view message);

}  // namespace bpfnetstat::serve
