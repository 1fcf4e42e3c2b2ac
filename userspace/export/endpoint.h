// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "export/series.h"
#include "model/figures.h"

namespace bpfnetstat::metrics {

/// Scrapes served at a time.
inline constexpr std::size_t kScrapeThreads = 2;
/// Connections taken that wait for such a thread, and as many again in the kernel's backlog.
inline constexpr std::size_t kWaitingScrapes = 16;
/// How long a client may take for its request, or take nothing of its answer, before it is cut off.
inline constexpr std::int64_t kScrapeTimeoutMs = 5000;
/// Of a request, its headers included.
inline constexpr std::size_t kMaxScrapeRequestBytes = 8192;

/// An HTTP server for Prometheus: `GET /metrics`, nothing else (no files: there is no document
/// root). It has threads of its own, kScrapeThreads and one that accepts, all of them from start()
/// on; they see what was published last and nothing of the daemon.
///
/// A client, slow or hostile, costs at most: one answer (families.h says how large) in memory for
/// each thread; kScrapeThreads + kWaitingScrapes + 2 descriptors; one request a connection. Silent
/// clients keep other scrapes waiting, kScrapeTimeoutMs at a time. Two that take their answers in
/// morsels keep others out as long as they like: let only those reach the address who should.
/// Neither ever delays publish().
class Endpoint {
 public:
  /// Listens. Signals that the calling thread blocks stay blocked in the threads; SIGPIPE is
  /// ignored from then on.
  /// @param address_and_port "9798" and ":9798" mean 127.0.0.1; "192.0.2.1:9798", "[::1]:9798",
  /// "0.0.0.0:9798"; port 0 lets the kernel choose. No names. IPv6 needs a civetweb that is built
  /// with it; Debian 12's is not.
  /// An Error names the address: usage where it is none, failed where it cannot be bound.
  static Result<std::unique_ptr<Endpoint>> start(std::string_view address_and_port,
                                                 const Limits& limits);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  /// Cuts off who is being answered. Takes up to 2 s, as the library looks that often, and up to
  /// kScrapeTimeoutMs where a client is silent.
  ~Endpoint();

  /// What scrapes show from now on, instead of the last ones; the figures must be complete, see
  /// SeriesBook::take(). Call it from one thread, each second or so: what opens and closes between
  /// two calls is not seen.
  /// Before the first call a scrape shows nothing of ours.
  void publish(std::shared_ptr<const DaemonFigures> figures);
  /// Where it listens, host order.
  std::uint16_t port() const;

 private:
  struct Server;
  explicit Endpoint(std::unique_ptr<Server> server);

  std::unique_ptr<Server> server_;
};

}  // namespace bpfnetstat::metrics
