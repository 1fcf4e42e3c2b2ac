// SPDX-License-Identifier: Apache-2.0
// The library's own definitions, once: Debian has no archive of fmt, and where it is used by its
// headers alone, each source that formats a line compiles all of it again (9.1 s of g++ instead
// of 3.6 for serve/server.cpp).
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

// Templates that format.h leaves to the library.
template thousands_sep_result<char> thousands_sep_impl<char>(locale_ref);
template char decimal_point_impl<char>(locale_ref);
template dragonbox::decimal_fp<float> dragonbox::to_decimal<float>(float) noexcept;
template dragonbox::decimal_fp<double> dragonbox::to_decimal<double>(double) noexcept;

}  // namespace detail
FMT_END_NAMESPACE
