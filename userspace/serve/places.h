// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <map>

namespace bpfnetstat::serve {

/// Who may have some of a number of places. A quarter of them is for root alone, so that no user
/// keeps root out; and of the rest no user has more than half, so that none keeps all others out.
/// Pure.
class Places {
 public:
  /// @param all at least 4.
  explicit Places(std::size_t all) : all_(all) {}

  /// Of users other than root, all together.
  std::size_t for_others() const { return all_ - all_ / 4; }
  /// Of one of them.
  std::size_t for_one() const { return for_others() / 2; }

  /// @param places at once; whoever has none yet may have more at once than for_one().
  bool has_room_for(uid_t uid, std::size_t places = 1) const {
    if (places > all_ - taken_) return false;
    if (uid == 0) return true;
    if (by_others_ + places > for_others()) return false;
    const auto found = by_user_.find(uid);
    return found == by_user_.end() || found->second + places <= for_one();
  }
  /// @return false: there is no room for this user.
  bool take(uid_t uid, std::size_t places = 1) {
    if (!has_room_for(uid, places)) return false;
    if (places == 0) return true;
    taken_ += places;
    if (uid == 0) return true;
    by_others_ += places;
    by_user_[uid] += places;
    return true;
  }
  /// What he took.
  void give_back(uid_t uid, std::size_t places = 1) {
    taken_ -= places;
    if (uid == 0 || places == 0) return;
    by_others_ -= places;
    const auto found = by_user_.find(uid);
    found->second -= places;
    if (found->second == 0) by_user_.erase(found);
  }

 private:
  std::size_t all_;
  std::size_t taken_ = 0;
  std::size_t by_others_ = 0;
  std::map<uid_t, std::size_t> by_user_;  ///< But for root.
};

}  // namespace bpfnetstat::serve
