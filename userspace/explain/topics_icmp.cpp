// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // Icmp: /proc/net/snmp.
    {"Icmp.InMsgs",
     {.meaning = "ICMP messages received for this host, good and bad.",
      .raised = "`icmp_rcv`, before the checksum is tested. Messages that the firewall drops, and "
                "those that are only forwarded, do not count.",
      .worry = "Some are part of every network. A sudden flood is a ping flood, or answers to "
               "packets with this host's forged address.",
      .next = "Split it by type with the IcmpMsg.InType lines; `tcpdump -ni any icmp` shows the "
              "senders."},
     {.meaning = "このホスト宛てに受信した ICMP メッセージの数。正常なものも壊れたものも含む。",
      .raised = "チェックサムの検査より前に `icmp_rcv` "
                "で増える。ファイアウォールが捨てたものや、転送しただけのものは含まない。",
      .worry = "どのネットワークでもある程度は増える。突然の急増は、ping flood "
               "か、このホストのアドレスを詐称したパケットへの応答である。",
      .next = "IcmpMsg.InType の行で種類に分ける。送信元は `tcpdump -ni any icmp` で見る。"}},
    {"Icmp.InErrors",
     {.meaning =
          "ICMP messages received that this host could not use. Most are not corrupt: they report "
          "on a connection that no longer exists here, or are of a kind that is ignored.",
      .raised = "`icmp_rcv` (bad checksum, type above 18 except PROBE, echo to a broadcast address "
                "while icmp_echo_ignore_broadcasts is 1), a truncated quote of the original "
                "packet, and `tcp_v4_err` or UDP's handler when no socket fits the quote.",
      .worry = "A slow rise is normal on busy servers and NAT hosts: errors arrive after the "
               "socket closed. A fast rise hints at forged packets, at someone pinging the "
               "broadcast address, or, with Icmp.InCsumErrors, at corruption.",
      .next = "Compare with Icmp.InCsumErrors and Icmp.InDestUnreachs, then read some: `tcpdump "
              "-vni any 'icmp[0]=3 or icmp[0]=11'`."},
     {.meaning = "受信したが使えなかった ICMP "
                 "メッセージの数。多くは破損ではなく、もう存在しない接続についての報告や、無視する"
                 "種類のものである。",
      .raised = "`icmp_rcv` (チェックサム不一致、PROBE 以外の 18 "
                "より大きいタイプ、icmp_echo_ignore_broadcasts が 1 "
                "のときのブロードキャスト宛てエコー)"
                "、引用された元パケットの欠け、引用に合うソケットがないときの `tcp_v4_err` や UDP "
                "の処理で増える。",
      .worry = "忙しいサーバーや NAT "
               "のホストでは、ソケットを閉じた後に届くエラーで少しずつ増えるのが普通である。急増は"
               "詐称パケットやブロードキャストへの ping を、Icmp.InCsumErrors を伴えば破損を示す。",
      .next = "Icmp.InCsumErrors、Icmp.InDestUnreachs と比べ、`tcpdump -vni any 'icmp[0]=3 or "
              "icmp[0]=11'` で中身を見る。"}},
    {"Icmp.InCsumErrors",
     {.meaning = "ICMP messages received with a wrong ICMP checksum.",
      .raised = "`icmp_rcv`; Icmp.InErrors rises with it.",
      .worry = "Should be 0. A rise means corruption that link-layer checksums did not catch: a "
               "faulty NIC, switch or middlebox; or a program that sends handmade ICMP.",
      .next = "`ethtool -S IFACE`, compare with Tcp.InCsumErrors and IpExt.InCsumErrors; `tcpdump "
              "-vvni any icmp` marks wrong checksums."},
     {.meaning = "ICMP のチェックサムが誤っていた受信メッセージの数。",
      .raised = "`icmp_rcv` で増え、Icmp.InErrors も増える。",
      .worry = "0 であるべき値。増えるなら、リンク層の検査で見つからない破損 "
               "(NIC、スイッチ、中間機器の故障) か、ICMP を手作りするプログラムがある。",
      .next = "`ethtool -S IFACE` を見て Tcp.InCsumErrors、IpExt.InCsumErrors と比べる。`tcpdump "
              "-vvni any icmp` は誤ったチェックサムを示す。"}},
    {"Icmp.InDestUnreachs",
     {.meaning = "ICMP destination unreachable received (type 3): somebody could not deliver a "
                 "packet that claims to come from this host.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType3. `icmp_unreach` passes it to the "
                "socket: a connecting TCP socket and a connected UDP socket get an error such as "
                "ECONNREFUSED or EHOSTUNREACH; code 4 lowers the path MTU.",
      .worry = "Port unreachable (code 3) for UDP is everyday. Many of code 0 or 1 mean a network "
               "outage or a dead backend; code 13 a firewall that rejects; code 4 is path MTU "
               "discovery.",
      .next = "See the codes: `tcpdump -vni any 'icmp[0]=3'`. The quoted packet names the "
              "destination and port."},
     {.meaning = "受信した ICMP 宛先到達不能 (タイプ 3) "
                 "の数。このホストを送信元とするパケットを、誰かが届けられなかった。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType3 と同じ数である。`icmp_unreach` "
                "がソケットに伝え、接続中の TCP ソケットや connect 済みの UDP ソケットは "
                "ECONNREFUSED や EHOSTUNREACH を受け取る。コード 4 は経路 MTU を下げる。",
      .worry = "UDP のポート到達不能 (コード 3) は日常的である。コード 0 や 1 "
               "が多ければネットワーク障害やバックエンドの停止、コード 13 "
               "はファイアウォールの拒否、コード 4 は経路 MTU 探索である。",
      .next = "`tcpdump -vni any 'icmp[0]=3'` "
              "でコードを見る。引用されたパケットから宛先とポートが分かる。"}},
    {"Icmp.InTimeExcds",
     {.meaning = "ICMP time exceeded received (type 11): a packet of this host ran out of TTL on "
                 "its way (code 0), or its fragments did not all arrive (code 1).",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType11.",
      .worry = "traceroute and tracepath from here cause them. Otherwise code 0 means a routing "
               "loop or too small a TTL, code 1 means lost fragments.",
      .next = "`tcpdump -vni any 'icmp[0]=11'` shows the router and the quoted destination; run "
              "`traceroute` to it."},
     {.meaning = "受信した ICMP 時間超過 (タイプ 11) の数。このホストのパケットが途中で TTL "
                 "切れになった (コード 0) か、フラグメントが揃わなかった (コード 1)。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType11 と同じ数である。",
      .worry = "このホストからの traceroute や tracepath で増える。それ以外なら、コード 0 "
               "は経路ループか小さすぎる TTL、コード 1 はフラグメントの消失である。",
      .next = "`tcpdump -vni any 'icmp[0]=11'` でルーターと引用された宛先を見て、その宛先へ "
              "`traceroute` する。"}},
    {"Icmp.InParmProbs",
     {.meaning = "ICMP parameter problem received (type 12): a router or host found a field of "
                 "this host's packet unusable.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType12.",
      .worry = "Very rare. It means unusual IP options, or a broken program that builds its own "
               "headers.",
      .next = "`tcpdump -vni any 'icmp[0]=12'`; the pointer says which byte was wrong. Look for "
              "programs with raw sockets: `ss -wnp`."},
     {.meaning = "受信した ICMP パラメータ異常 (タイプ 12) "
                 "の数。このホストのパケットのフィールドを、ルーターか相手が処理できなかった。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType12 と同じ数である。",
      .worry = "ごくまれである。珍しい IP "
               "オプションか、ヘッダーを自作する不具合のあるプログラムを意味する。",
      .next = "`tcpdump -vni any 'icmp[0]=12'` を見る。ポインタが問題のバイト位置を示す。raw "
              "ソケットを使うプログラムは `ss -wnp` で探す。"}},
    {"Icmp.InSrcQuenchs",
     {.meaning = "ICMP source quench received (type 4), the old plea to send more slowly. It has "
                 "been deprecated since 2012.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType4. TCP and UDP ignore it.",
      .worry = "Should be 0. Some very old device or somebody's test sends it; it has no effect.",
      .next = "`tcpdump -ni any 'icmp[0]=4'` names the sender."},
     {.meaning = "受信した ICMP ソースクエンチ (タイプ 4) "
                 "の数。送信を遅くせよという古い要求で、2012 年に廃止された。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType4 と同じ数である。TCP も UDP も無視する。",
      .worry = "0 のはずの値。ごく古い機器か誰かの試験が送っているが、影響はない。",
      .next = "`tcpdump -ni any 'icmp[0]=4'` で送信元を調べる。"}},
    {"Icmp.InRedirects",
     {.meaning = "ICMP redirects received (type 5): a router says that a better next hop exists on "
                 "the same link.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType5. Whether it is obeyed is up to "
                "net.ipv4.conf.*.accept_redirects, secure_redirects and forwarding.",
      .worry =
          "A few mean that this host's default gateway is not the best one for some destinations. "
          "Unexpected ones can be an attempt to divert traffic; servers should not accept them.",
      .next = "`tcpdump -vni any 'icmp[0]=5'`, `sysctl -a | grep accept_redirects`. Fix it with a "
              "static route or one gateway."},
     {.meaning = "受信した ICMP リダイレクト (タイプ 5) "
                 "の数。同じリンク上にもっと良い次ホップがあるとルーターが知らせている。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType5 と同じ数である。従うかどうかは "
                "net.ipv4.conf.*.accept_redirects、secure_redirects、forwarding で決まる。",
      .worry = "少数なら、一部の宛先に対してデフォルトゲートウェイが最適でないだけである。心当たり"
               "がなければ通信を横取りする攻撃の可能性があり、サーバーは受け入れないほうがよい。",
      .next = "`tcpdump -vni any 'icmp[0]=5'` と `sysctl -a | grep accept_redirects` "
              "を見る。静的経路の追加かゲートウェイの統一で直す。"}},
    {"Icmp.InEchos",
     {.meaning = "Echo requests received (type 8): somebody pings this host.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType8. It counts before the sysctls "
                "icmp_echo_ignore_all and icmp_echo_ignore_broadcasts apply.",
      .worry = "Monitoring and load balancers ping steadily. Thousands per second are a flood or a "
               "scan.",
      .next = "Compare with Icmp.OutEchoReps: replies that are missing were disabled by sysctl or "
              "limited. `tcpdump -ni any 'icmp[0]=8'` names the senders."},
     {.meaning = "受信したエコー要求 (タイプ 8) の数。誰かがこのホストに ping している。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType8 と同じ数である。sysctl の icmp_echo_ignore_all "
                "や icmp_echo_ignore_broadcasts を適用する前に数える。",
      .worry =
          "監視やロードバランサは定期的に ping する。毎秒数千なら ping flood かスキャンである。",
      .next = "Icmp.OutEchoReps と比べる。応答が少なければ、sysctl "
              "で無効か、レート制限されている。送信元は `tcpdump -ni any 'icmp[0]=8'` で見る。"}},
    {"Icmp.InEchoReps",
     {.meaning = "Echo replies received (type 0): answers to pings from this host.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType0.",
      .worry = "Normal while something here pings. Many replies without requests from here mean "
               "that others use this host's address as a forged source.",
      .next = "Compare with Icmp.OutEchos; `tcpdump -ni any 'icmp[0]=0'`."},
     {.meaning = "受信したエコー応答 (タイプ 0) の数。このホストからの ping への答えである。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType0 と同じ数である。",
      .worry = "ping "
               "を実行していれば普通である。要求していないのに多ければ、このホストのアドレスが送信"
               "元として詐称されている。",
      .next = "Icmp.OutEchos と比べ、`tcpdump -ni any 'icmp[0]=0'` で見る。"}},
    {"Icmp.InTimestamps",
     {.meaning = "Timestamp requests received (type 13): somebody asks for this host's clock in "
                 "milliseconds since midnight.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType13. The kernel answers, except to "
                "broadcasts while icmp_echo_ignore_broadcasts is 1.",
      .worry = "Mostly security scanners. Harmless, but audits like to see it filtered.",
      .next = "Filter type 13 in the firewall if you do not want to answer; `tcpdump -ni any "
              "'icmp[0]=13'` names the senders."},
     {.meaning = "受信したタイムスタンプ要求 (タイプ 13) の数。このホストの時計 (0 時からのミリ秒) "
                 "を尋ねている。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType13 と同じ数である。icmp_echo_ignore_broadcasts "
                "が 1 のときのブロードキャスト宛てを除き、カーネルが応答する。",
      .worry =
          "ほとんどは脆弱性スキャナである。無害だが、監査ではフィルターを求められることがある。",
      .next = "応答したくなければタイプ 13 をファイアウォールで捨てる。送信元は `tcpdump -ni any "
              "'icmp[0]=13'` で見る。"}},
    {"Icmp.InTimestampReps",
     {.meaning = "Timestamp replies received (type 14).",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType14. The kernel ignores them; a "
                "program may read them from a raw socket.",
      .worry = "Normally 0. Something here asks for remote clocks, or the replies are forged.",
      .next = "Compare with Icmp.OutTimestamps; `tcpdump -ni any 'icmp[0]=14'`."},
     {.meaning = "受信したタイムスタンプ応答 (タイプ 14) の数。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType14 "
                "と同じ数である。カーネルは無視し、プログラムは raw ソケットで読める。",
      .worry = "普通は 0 である。何かが他ホストの時計を尋ねているか、応答が詐称されている。",
      .next = "Icmp.OutTimestamps と比べ、`tcpdump -ni any 'icmp[0]=14'` で見る。"}},
    {"Icmp.InAddrMasks",
     {.meaning =
          "Address mask requests received (type 17), a deprecated way to ask for the subnet mask.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType17. Linux ignores them.",
      .worry = "Normally 0. Scanners or very old devices send them.",
      .next = "`tcpdump -ni any 'icmp[0]=17'` names the sender."},
     {.meaning = "受信したアドレスマスク要求 (タイプ 17) "
                 "の数。サブネットマスクを尋ねる廃止された方法である。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType17 と同じ数である。Linux は無視する。",
      .worry = "普通は 0 である。スキャナかごく古い機器が送っている。",
      .next = "`tcpdump -ni any 'icmp[0]=17'` で送信元を調べる。"}},
    {"Icmp.InAddrMaskReps",
     {.meaning = "Address mask replies received (type 18), answers to a deprecated question.",
      .raised = "`icmp_rcv`; the same number as IcmpMsg.InType18. Linux ignores them.",
      .worry = "Normally 0. Unasked ones come from very old devices or from somebody who plays "
               "with the network.",
      .next = "`tcpdump -ni any 'icmp[0]=18'` names the sender."},
     {.meaning =
          "受信したアドレスマスク応答 (タイプ 18) の数。廃止された問い合わせへの答えである。",
      .raised = "`icmp_rcv` で増え、IcmpMsg.InType18 と同じ数である。Linux は無視する。",
      .worry = "普通は 0 である。頼んでいないのに届くなら、ごく古い機器か、誰かの悪戯である。",
      .next = "`tcpdump -ni any 'icmp[0]=18'` で送信元を調べる。"}},
    {"Icmp.OutMsgs",
     {.meaning = "ICMP messages that this host made: the kernel's own, and those of programs such "
                 "as ping.",
      .raised = "`icmp_out_count`, when the packet is built. What the rate limit suppressed is not "
                "counted; what the firewall drops afterwards is. Raw sockets that write their own "
                "IP header (IP_HDRINCL) do not count.",
      .worry = "Some are part of every network. A sudden rise mirrors what comes in: a UDP scan "
               "makes port unreachables, a loop makes time exceeded.",
      .next = "Split it by type with the IcmpMsg.OutType lines; compare with "
              "Icmp.OutRateLimitGlobal and Icmp.OutRateLimitHost."},
     {.meaning = "このホストが作った ICMP メッセージの数。カーネル自身のものと、ping "
                 "などプログラムのものの両方を含む。",
      .raised = "パケットを組み立てるときに `icmp_out_count` "
                "で増える。レート制限で抑えたものは含まず、後でファイアウォールが捨てたものは含む。"
                "IP ヘッダーを自分で書く raw ソケット (IP_HDRINCL) の分は数えない。",
      .worry = "どのネットワークでもある程度は増える。急増は受信側の出来事の裏返しで、UDP "
               "スキャンならポート到達不能、ループなら時間超過が増える。",
      .next = "IcmpMsg.OutType の行で種類に分け、Icmp.OutRateLimitGlobal、Icmp.OutRateLimitHost "
              "と比べる。"}},
    {"Icmp.OutErrors",
     {.meaning =
          "ICMP messages of the kernel that could not be built for lack of memory or send buffer.",
      .raised = "`icmp_push_reply`, when `ip_append_data` fails. Messages of programs such as ping "
                "do not count here.",
      .worry = "Should be 0. A rise means memory shortage, or so many messages at once that the "
               "kernel's ICMP socket is full.",
      .next = "`dmesg | grep -i 'page allocation failure'`; compare with Icmp.OutMsgs."},
     {.meaning =
          "メモリや送信バッファの不足で組み立てられなかった、カーネルの ICMP メッセージの数。",
      .raised = "`icmp_push_reply` で `ip_append_data` が失敗したときに増える。ping "
                "などプログラムの分は含まない。",
      .worry = "0 であるべき値。増えるなら、メモリ不足か、一度に多すぎてカーネルの ICMP "
               "ソケットが一杯である。",
      .next = "`dmesg | grep -i 'page allocation failure'` を見て、Icmp.OutMsgs と比べる。"}},
    {"Icmp.OutRateLimitGlobal",
     {.meaning =
          "ICMP messages that the kernel did not send because of the limit over all destinations. "
          "ICMPv6 shares this limit, and its suppressed messages count here too.",
      .raised = "`icmpv4_global_allow` and `icmpv6_global_allow`, when the tokens of "
                "net.ipv4.icmp_msgs_per_sec and icmp_msgs_burst are used up. Only the types in "
                "icmp_ratemask are limited. In Linux since 6.3 and in later 6.1 stable kernels; "
                "not in 5.10.",
      .worry =
          "It protects this host. A rise means that many packets ask for errors at once: a port "
          "scan, a flood, a routing loop. Real errors are then lost too, so traceroute shows gaps.",
      .next =
          "Look for the cause in Udp.NoPorts, Icmp.OutDestUnreachs and Icmp.OutTimeExcds. Raise "
          "the limit (`sysctl net.ipv4.icmp_msgs_per_sec`) only on routers that need it."},
     {.meaning = "全宛先に対する制限のため、カーネルが送らなかった ICMP メッセージの数。ICMPv6 "
                 "も同じ制限を使い、抑えた分はここに数える。",
      .raised = "net.ipv4.icmp_msgs_per_sec と icmp_msgs_burst のトークンを使い切ったときに "
                "`icmpv4_global_allow` と `icmpv6_global_allow` で増える。対象は icmp_ratemask "
                "にあるタイプだけである。Linux 6.3 以降と後期の 6.1 安定版にあり、5.10 にはない。",
      .worry = "このホストを守る仕組みである。増えるのは、エラーを返すべきパケットが一度に多く来た"
               "とき (ポートスキャン、大量送信(flood)、経路ループ) "
               "である。その間は必要なエラーも失われ、traceroute に抜けが出る。",
      .next = "Udp.NoPorts、Icmp.OutDestUnreachs、Icmp.OutTimeExcds から原因を探す。上限 (`sysctl "
              "net.ipv4.icmp_msgs_per_sec`) を上げるのは、必要なルーターに限る。"}},
    {"Icmp.OutRateLimitHost",
     {.meaning = "ICMP messages that the kernel did not send because the same destination had got "
                 "one shortly before.",
      .raised = "`icmpv4_xrlim_allow`: about one message per net.ipv4.icmp_ratelimit (1000 ms) and "
                "destination after a small burst, for the types in icmp_ratemask (3, 4, 11 and 12 "
                "by default). Not in 5.10.",
      .worry = "Normal when one peer sends many packets to a closed UDP port, or traces routes. It "
               "is harmless to others.",
      .next = "Find the peer: `tcpdump -ni any 'icmp[0]=3 or icmp[0]=11'`. Change `sysctl "
              "net.ipv4.icmp_ratelimit` only if a monitoring system needs every answer."},
     {.meaning = "直前に同じ宛先へ送ったばかりなので、カーネルが送らなかった ICMP メッセージの数。",
      .raised = "`icmpv4_xrlim_allow` で増える。icmp_ratemask のタイプ (既定で 3、4、11、12) "
                "について、小さなバーストの後は宛先ごとに net.ipv4.icmp_ratelimit (1000 ミリ秒) に "
                "1 つ程度に抑える。5.10 にはない。",
      .worry = "ある相手が閉じた UDP ポートへ多数送ったり、traceroute "
               "したりすると普通に増える。他の相手には影響しない。",
      .next = "`tcpdump -ni any 'icmp[0]=3 or icmp[0]=11'` "
              "で相手を調べる。監視が全応答を必要とするときだけ `sysctl net.ipv4.icmp_ratelimit` "
              "を変える。"}},
    {"Icmp.OutDestUnreachs",
     {.meaning = "ICMP destination unreachable sent (type 3): this host refused a packet.",
      .raised =
          "`__icmp_send`: no socket for a UDP port (code 3), no route (0, 1), protocol unknown "
          "(2), too large with DF set (4), firewall REJECT. The same number as IcmpMsg.OutType3.",
      .worry = "Follows what others send here. Code 3 rising with Udp.NoPorts means a UDP service "
               "that is down, or a scan.",
      .next = "`tcpdump -vni any -Q out 'icmp[0]=3'` shows code and peer; compare with "
              "Udp.NoPorts, Ip.FragFails and IpExt.InNoRoutes."},
     {.meaning = "送信した ICMP 宛先到達不能 (タイプ 3) の数。このホストがパケットを拒んだ。",
      .raised = "`__icmp_send` で、UDP ポートにソケットがない (コード 3)、経路がない "
                "(0、1)、プロトコル不明 (2)、DF 付きで大きすぎる (4)、ファイアウォールの REJECT "
                "のときに送る。IcmpMsg.OutType3 と同じ数である。",
      .worry = "他者がここへ送るものに応じて増える。Udp.NoPorts と一緒に増えるなら、UDP "
               "サービスの停止かスキャンである。",
      .next = "`tcpdump -vni any -Q out 'icmp[0]=3'` "
              "でコードと相手を見て、Udp.NoPorts、Ip.FragFails、IpExt.InNoRoutes と比べる。"}},
    {"Icmp.OutTimeExcds",
     {.meaning = "ICMP time exceeded sent (type 11): a packet's TTL ran out here, or its fragments "
                 "did not all come.",
      .raised =
          "`ip_forward` (code 0) and `ip_expire` (code 1). The same number as IcmpMsg.OutType11.",
      .worry = "On a router, traceroute of others raises it. A fast rise is a routing loop that "
               "includes this host.",
      .next = "Compare with Ip.InHdrErrors and Ip.ReasmTimeout; `tcpdump -vni any -Q out "
              "'icmp[0]=11'` shows the destinations."},
     {.meaning = "送信した ICMP 時間超過 (タイプ 11) の数。ここで TTL "
                 "が尽きたか、フラグメントが揃わなかった。",
      .raised = "`ip_forward` (コード 0) と `ip_expire` (コード 1) で送る。IcmpMsg.OutType11 "
                "と同じ数である。",
      .worry = "ルーターでは他者の traceroute で増える。急増は、このホストを含む経路ループである。",
      .next = "Ip.InHdrErrors、Ip.ReasmTimeout と比べ、`tcpdump -vni any -Q out 'icmp[0]=11'` "
              "で宛先を見る。"}},
    {"Icmp.OutParmProbs",
     {.meaning = "ICMP parameter problem sent (type 12): this host could not parse the IP options "
                 "of a packet.",
      .raised = "`ip_options_compile`. The same number as IcmpMsg.OutType12.",
      .worry = "Very rare. Somebody sends malformed IP options, mostly a scanner.",
      .next = "Compare with Ip.InHdrErrors; `tcpdump -vni any 'ip[0] & 15 > 5'` shows packets with "
              "options."},
     {.meaning = "送信した ICMP パラメータ異常 (タイプ 12) の数。このホストがパケットの IP "
                 "オプションを解釈できなかった。",
      .raised = "`ip_options_compile` で送る。IcmpMsg.OutType12 と同じ数である。",
      .worry = "ごくまれである。誰か (多くはスキャナ) が不正な IP オプションを送っている。",
      .next = "Ip.InHdrErrors と比べる。オプション付きのパケットは `tcpdump -vni any 'ip[0] & 15 > "
              "5'` で見える。"}},
    {"Icmp.OutSrcQuenchs",
     {.meaning = "ICMP source quench sent (type 4). The kernel never sends it.",
      .raised = "Only a program with a raw socket. The same number as IcmpMsg.OutType4.",
      .worry = "Should be 0. Otherwise some tool here sends a message that everybody ignores.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した ICMP ソースクエンチ (タイプ 4) の数。カーネルは送らない。",
      .raised = "raw ソケットを使うプログラムだけが送る。IcmpMsg.OutType4 と同じ数である。",
      .worry = "0 のはずの値。そうでなければ、誰も従わないメッセージを何かのツールが送っている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"Icmp.OutRedirects",
     {.meaning = "ICMP redirects sent (type 5): as a router, this host told a sender that a better "
                 "next hop exists on its own link.",
      .raised =
          "`ip_rt_send_redirect`, when a packet would leave by the interface it came in on and "
          "net.ipv4.conf.*.send_redirects allows it. The same number as IcmpMsg.OutType5.",
      .worry = "A sign that senders have the wrong gateway. It costs little, but such packets "
               "cross the link twice.",
      .next = "Give the senders the right route, or switch it off: `sysctl "
              "net.ipv4.conf.all.send_redirects`. `tcpdump -vni any -Q out 'icmp[0]=5'` shows whom "
              "it concerns."},
     {.meaning = "送信した ICMP リダイレクト (タイプ 5) "
                 "の数。ルーターとして、送信元と同じリンクにもっと良い次ホップがあると知らせた。",
      .raised =
          "受信したインターフェースからそのまま出て行くパケットについて、net.ipv4.conf.*.send_"
          "redirects が許せば `ip_rt_send_redirect` で送る。IcmpMsg.OutType5 と同じ数である。",
      .worry = "送信元のゲートウェイ設定が適切でない印である。負担は小さいが、そのパケットは同じリ"
               "ンクを 2 度通る。",
      .next = "送信元に正しい経路を与えるか、`sysctl net.ipv4.conf.all.send_redirects` "
              "で止める。対象は `tcpdump -vni any -Q out 'icmp[0]=5'` で分かる。"}},
    {"Icmp.OutEchos",
     {.meaning = "Echo requests sent (type 8): programs here ping others.",
      .raised = "Ping sockets and raw sockets; the kernel itself never pings. The same number as "
                "IcmpMsg.OutType8.",
      .worry = "Normal with monitoring, keepalived or fping. Many unknown ones are a scan that "
               "starts here.",
      .next = "Compare with Icmp.InEchoReps: the difference is loss or silence. `tcpdump -ni any "
              "-Q out 'icmp[0]=8'`; `ss -wnp` for raw sockets."},
     {.meaning = "送信したエコー要求 (タイプ 8) の数。このホストのプログラムが他へ ping している。",
      .raised = "ping ソケットと raw "
                "ソケットからのもので、カーネル自身は送らない。IcmpMsg.OutType8 と同じ数である。",
      .worry =
          "監視、keepalived、fping "
          "などがあれば普通である。心当たりなく多ければ、このホストを起点とするスキャンである。",
      .next = "Icmp.InEchoReps と比べた差が、損失か無応答である。`tcpdump -ni any -Q out "
              "'icmp[0]=8'` を見る。raw ソケットは `ss -wnp` で分かる。"}},
    {"Icmp.OutEchoReps",
     {.meaning = "Echo replies sent (type 0): this host answered pings.",
      .raised = "`icmp_echo`. The same number as IcmpMsg.OutType0. By default replies are not rate "
                "limited (type 0 is not in icmp_ratemask).",
      .worry =
          "Should follow Icmp.InEchos. If it stays behind, replies are switched off or limited.",
      .next = "`sysctl net.ipv4.icmp_echo_ignore_all net.ipv4.icmp_ratemask`; "
              "Icmp.OutRateLimitGlobal."},
     {.meaning = "送信したエコー応答 (タイプ 0) の数。このホストが ping に答えた。",
      .raised =
          "`icmp_echo` で送る。IcmpMsg.OutType0 と同じ数である。既定では応答にレート制限はない "
          "(タイプ 0 は icmp_ratemask に含まれない)。",
      .worry = "Icmp.InEchos とほぼ同じになるはずで、少なければ無効か制限されている。",
      .next = "`sysctl net.ipv4.icmp_echo_ignore_all net.ipv4.icmp_ratemask` と "
              "Icmp.OutRateLimitGlobal を見る。"}},
    {"Icmp.OutTimestamps",
     {.meaning = "Timestamp requests sent (type 13).",
      .raised = "Only programs with raw sockets (hping, nping, scanners). The same number as "
                "IcmpMsg.OutType13.",
      .worry = "Normally 0. Otherwise somebody here scans.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したタイムスタンプ要求 (タイプ 13) の数。",
      .raised = "raw ソケットを使うプログラム (hping、nping、スキャナ) "
                "だけが送る。IcmpMsg.OutType13 と同じ数である。",
      .worry = "普通は 0 である。そうでなければ、誰かがここからスキャンしている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"Icmp.OutTimestampReps",
     {.meaning =
          "Timestamp replies sent (type 14): this host told its clock to somebody who asked.",
      .raised = "`icmp_timestamp`. The same number as IcmpMsg.OutType14.",
      .worry = "Mostly answers to security scanners; harmless, but often named in audits.",
      .next = "Drop type 13 in the firewall if you do not want to answer. Compare with "
              "Icmp.InTimestamps."},
     {.meaning =
          "送信したタイムスタンプ応答 (タイプ 14) の数。尋ねてきた相手にこのホストの時計を教えた。",
      .raised = "`icmp_timestamp` で送る。IcmpMsg.OutType14 と同じ数である。",
      .worry = "ほとんどは脆弱性スキャナへの応答である。無害だが、監査で指摘されやすい。",
      .next =
          "応答したくなければファイアウォールでタイプ 13 を捨てる。Icmp.InTimestamps と比べる。"}},
    {"Icmp.OutAddrMasks",
     {.meaning = "Address mask requests sent (type 17), a deprecated message.",
      .raised = "Only programs with raw sockets. The same number as IcmpMsg.OutType17.",
      .worry = "Should be 0. Otherwise a scanner runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したアドレスマスク要求 (タイプ 17) の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。IcmpMsg.OutType17 と同じ数である。",
      .worry = "0 のはずの値。そうでなければスキャナが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"Icmp.OutAddrMaskReps",
     {.meaning =
          "Address mask replies sent (type 18), a deprecated message. The kernel never sends it.",
      .raised = "Only programs with raw sockets. The same number as IcmpMsg.OutType18.",
      .worry = "Should be 0.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したアドレスマスク応答 (タイプ 18) "
                 "の数。廃止されたメッセージで、カーネルは送らない。",
      .raised = "raw ソケットを使うプログラムだけが送る。IcmpMsg.OutType18 と同じ数である。",
      .worry = "0 のはずの値である。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    // IcmpMsg: /proc/net/snmp. The kernel prints the types that occurred.
    {"IcmpMsg.InType",
     {.meaning = "IcmpMsg.InType<N> is the number of ICMP messages received of type N (0 to 255, "
                 "as assigned by IANA). A line exists only for types that occurred.",
      .raised = "`icmp_rcv`, after the checksum was found good. Types that the kernel does not "
                "know (above 18, except 42 and 43 from Linux 5.13 on) raise Icmp.InErrors too.",
      .worry = "Types 0, 3, 8 and 11 are everyday. Unassigned ones (1, 2, 7, 19 to 29, 44 to 252, "
               "255) come from scanners or forged packets.",
      .next = "`bpfnetstat explain IcmpMsg.InType3` and so on explains one type; `tcpdump -vni any "
              "'icmp[0]=N'` shows who sends it."},
     {.meaning = "IcmpMsg.InType<N> は、タイプ N (IANA が割り当てる 0 から 255) の受信 ICMP "
                 "メッセージの数である。一度でも起きたタイプの行だけが出る。",
      .raised =
          "チェックサムが正しいと分かった後に `icmp_rcv` で増える。カーネルの知らないタイプ (18 "
          "より大きいもの。ただし Linux 5.13 以降の 42 と 43 を除く) では Icmp.InErrors も増える。",
      .worry = "0、3、8、11 は日常的である。割り当てのないもの (1、2、7、19〜29、44〜252、255) "
               "はスキャナか詐称パケットによる。",
      .next = "`bpfnetstat explain IcmpMsg.InType3` のように個々のタイプを調べる。送信元は "
              "`tcpdump -vni any 'icmp[0]=N'` で見る。"}},
    {"IcmpMsg.InType0",
     {.meaning = "Echo replies received: answers to pings from this host.",
      .raised =
          "`icmp_rcv`; also printed as Icmp.InEchoReps. The ping or raw socket that asked gets it.",
      .worry = "Normal while something here pings. Many without requests from here mean that this "
               "host's address is used as a forged source.",
      .next = "Compare with IcmpMsg.OutType8; `tcpdump -ni any 'icmp[0]=0'`."},
     {.meaning = "受信したエコー応答の数。このホストからの ping への答えである。",
      .raised = "`icmp_rcv` で増え、Icmp.InEchoReps としても出る。要求した ping ソケットや raw "
                "ソケットに渡る。",
      .worry = "ping "
               "を実行していれば普通である。要求していないのに多ければ、このホストのアドレスが詐称"
               "されている。",
      .next = "IcmpMsg.OutType8 と比べ、`tcpdump -ni any 'icmp[0]=0'` で見る。"}},
    {"IcmpMsg.InType3",
     {.meaning = "Destination unreachable received: somebody could not deliver a packet of this "
                 "host. Codes: 0 network, 1 host, 2 protocol, 3 port, 4 too large with DF set, 13 "
                 "forbidden by a filter.",
      .raised = "`icmp_rcv`; also printed as Icmp.InDestUnreachs. TCP and UDP sockets get the "
                "error; code 4 lowers the path MTU.",
      .worry = "Code 3 for UDP is everyday. Many of code 0 or 1 mean an outage, code 13 a firewall "
               "that rejects.",
      .next = "`tcpdump -vni any 'icmp[0]=3'` shows code, router and the quoted packet."},
     {.meaning = "受信した宛先到達不能の数。このホストのパケットを誰かが届けられなかった。コードは "
                 "0 がネットワーク、1 がホスト、2 がプロトコル、3 がポート、4 が DF 付きで過大、13 "
                 "がフィルターによる禁止である。",
      .raised = "`icmp_rcv` で増え、Icmp.InDestUnreachs としても出る。TCP や UDP "
                "のソケットにエラーが伝わり、コード 4 は経路 MTU を下げる。",
      .worry = "UDP のコード 3 は日常的である。コード 0 や 1 が多ければ障害、13 "
               "ならファイアウォールの拒否である。",
      .next = "`tcpdump -vni any 'icmp[0]=3'` でコード、ルーター、引用されたパケットを見る。"}},
    {"IcmpMsg.InType4",
     {.meaning = "Source quench received, the deprecated plea to send more slowly.",
      .raised = "`icmp_rcv`; also printed as Icmp.InSrcQuenchs. TCP and UDP ignore it.",
      .worry = "Should be 0; it has no effect.",
      .next = "`tcpdump -ni any 'icmp[0]=4'` names the old device or test that sends it."},
     {.meaning = "受信したソースクエンチの数。送信を遅くせよという廃止された要求である。",
      .raised = "`icmp_rcv` で増え、Icmp.InSrcQuenchs としても出る。TCP も UDP も無視する。",
      .worry = "0 のはずの値で、影響はない。",
      .next = "`tcpdump -ni any 'icmp[0]=4'` で、送っている古い機器や試験を突き止める。"}},
    {"IcmpMsg.InType5",
     {.meaning =
          "Redirects received: a router says that a better next hop exists on the same link.",
      .raised = "`icmp_rcv`; also printed as Icmp.InRedirects. Obeyed only if accept_redirects and "
                "secure_redirects allow it.",
      .worry = "A few mean a gateway that is not the best. Unexpected ones may be an attack; "
               "servers should ignore them.",
      .next = "`tcpdump -vni any 'icmp[0]=5'`, `sysctl -a | grep accept_redirects`."},
     {.meaning = "受信したリダイレクトの数。同じリンク上にもっと良い次ホップがあるとルーターが知ら"
                 "せている。",
      .raised = "`icmp_rcv` で増え、Icmp.InRedirects としても出る。accept_redirects と "
                "secure_redirects が許すときだけ従う。",
      .worry = "少数なら、ゲートウェイが最適でないだけである。心当たりがなければ攻撃の可能性があり"
               "、サーバーは無視する設定がよい。",
      .next = "`tcpdump -vni any 'icmp[0]=5'` と `sysctl -a | grep accept_redirects` を見る。"}},
    {"IcmpMsg.InType6",
     {.meaning = "Alternate host address received, a deprecated type that was never put to use.",
      .raised = "`icmp_rcv` counts and discards it.",
      .worry = "Should be 0. A scanner or forged packets; there is no effect.",
      .next = "`tcpdump -ni any 'icmp[0]=6'` names the sender."},
     {.meaning = "受信した代替ホストアドレス (Alternate Host Address) "
                 "の数。使われないまま廃止されたタイプである。",
      .raised = "`icmp_rcv` が数えて捨てる。",
      .worry = "0 のはずの値。スキャナか詐称パケットによるもので、影響はない。",
      .next = "`tcpdump -ni any 'icmp[0]=6'` で送信元を調べる。"}},
    {"IcmpMsg.InType8",
     {.meaning = "Echo requests received: somebody pings this host.",
      .raised = "`icmp_rcv`; also printed as Icmp.InEchos. Counted even if icmp_echo_ignore_all "
                "forbids the answer.",
      .worry = "Monitoring pings steadily. Thousands per second are a flood or a scan.",
      .next = "Compare with IcmpMsg.OutType0; `tcpdump -ni any 'icmp[0]=8'` names the senders."},
     {.meaning = "受信したエコー要求の数。誰かがこのホストに ping している。",
      .raised = "`icmp_rcv` で増え、Icmp.InEchos としても出る。icmp_echo_ignore_all "
                "で応答しない場合も数える。",
      .worry = "監視は定期的に ping する。毎秒数千なら ping flood かスキャンである。",
      .next = "IcmpMsg.OutType0 と比べる。送信元は `tcpdump -ni any 'icmp[0]=8'` で見る。"}},
    {"IcmpMsg.InType9",
     {.meaning = "Router advertisements received: a router offers itself as a gateway (IRDP).",
      .raised = "`icmp_rcv` counts and discards it; only a daemon with a raw socket could use it.",
      .worry = "Rare. Legitimate where IRDP is used; otherwise somebody may want to divert traffic "
               "of hosts that obey it.",
      .next = "`tcpdump -vni any 'icmp[0]=9'` names the router. Linux hosts learn gateways by "
              "DHCP, not by this."},
     {.meaning =
          "受信したルーター広告 (IRDP) の数。ルーターが自分をゲートウェイとして知らせている。",
      .raised = "`icmp_rcv` が数えて捨てる。使えるのは raw ソケットを持つデーモンだけである。",
      .worry = "まれである。IRDP "
               "を使うネットワークなら正当だが、そうでなければ従うホストの通信を横取りする試みかも"
               "しれない。",
      .next = "`tcpdump -vni any 'icmp[0]=9'` でルーターを調べる。Linux ホストのゲートウェイは "
              "DHCP などで決まり、これには従わない。"}},
    {"IcmpMsg.InType10",
     {.meaning = "Router solicitations received: some host looks for gateways with IRDP.",
      .raised = "`icmp_rcv` counts and discards it; only a routing daemon with a raw socket would "
                "answer.",
      .worry = "Rare: old or misconfigured hosts of the link. There is no effect here.",
      .next = "`tcpdump -ni any 'icmp[0]=10'` names the host."},
     {.meaning =
          "受信したルーター要請 (IRDP) の数。どこかのホストが IRDP でゲートウェイを探している。",
      .raised =
          "`icmp_rcv` が数えて捨てる。応答するのは raw ソケットを持つ経路制御デーモンだけである。",
      .worry =
          "まれで、同じリンクの古いホストや設定の誤ったホストによる。このホストへの影響はない。",
      .next = "`tcpdump -ni any 'icmp[0]=10'` でホストを調べる。"}},
    {"IcmpMsg.InType11",
     {.meaning = "Time exceeded received: a packet of this host ran out of TTL (code 0), or its "
                 "fragments did not all arrive (code 1).",
      .raised = "`icmp_rcv`; also printed as Icmp.InTimeExcds.",
      .worry = "traceroute from here raises it. Otherwise a routing loop (code 0) or lost "
               "fragments (code 1).",
      .next = "`tcpdump -vni any 'icmp[0]=11'` shows the router and the quoted destination."},
     {.meaning = "受信した時間超過の数。このホストのパケットの TTL が尽きた (コード 0) "
                 "か、フラグメントが揃わなかった (コード 1)。",
      .raised = "`icmp_rcv` で増え、Icmp.InTimeExcds としても出る。",
      .worry = "このホストからの traceroute で増える。それ以外なら、経路ループ (コード 0) "
               "かフラグメントの消失 (コード 1) である。",
      .next = "`tcpdump -vni any 'icmp[0]=11'` でルーターと引用された宛先を見る。"}},
    {"IcmpMsg.InType12",
     {.meaning = "Parameter problem received: a router or host found a field of this host's packet "
                 "unusable.",
      .raised = "`icmp_rcv`; also printed as Icmp.InParmProbs.",
      .worry = "Very rare: unusual IP options, or a program that builds its own headers.",
      .next = "`tcpdump -vni any 'icmp[0]=12'`; the pointer says which byte was wrong."},
     {.meaning = "受信したパラメータ異常の数。このホストのパケットのフィールドを、ルーターか相手が"
                 "処理できなかった。",
      .raised = "`icmp_rcv` で増え、Icmp.InParmProbs としても出る。",
      .worry = "ごくまれで、珍しい IP オプションか、ヘッダーを自作するプログラムによる。",
      .next = "`tcpdump -vni any 'icmp[0]=12'` を見る。ポインタが問題のバイト位置を示す。"}},
    {"IcmpMsg.InType13",
     {.meaning = "Timestamp requests received: somebody asks for this host's clock.",
      .raised = "`icmp_rcv`; also printed as Icmp.InTimestamps. The kernel answers with type 14.",
      .worry = "Mostly security scanners; harmless.",
      .next = "Drop type 13 in the firewall if you do not want to answer; `tcpdump -ni any "
              "'icmp[0]=13'`."},
     {.meaning = "受信したタイムスタンプ要求の数。誰かがこのホストの時計を尋ねている。",
      .raised = "`icmp_rcv` で増え、Icmp.InTimestamps としても出る。カーネルはタイプ 14 で答える。",
      .worry = "ほとんどは脆弱性スキャナで、無害である。",
      .next = "応答したくなければファイアウォールでタイプ 13 を捨てる。送信元は `tcpdump -ni any "
              "'icmp[0]=13'` で見る。"}},
    {"IcmpMsg.InType14",
     {.meaning = "Timestamp replies received.",
      .raised = "`icmp_rcv`; also printed as Icmp.InTimestampReps. The kernel ignores them.",
      .worry = "Normally 0: something here asks for remote clocks, or the replies are forged.",
      .next = "Compare with IcmpMsg.OutType13; `tcpdump -ni any 'icmp[0]=14'`."},
     {.meaning = "受信したタイムスタンプ応答の数。",
      .raised = "`icmp_rcv` で増え、Icmp.InTimestampReps としても出る。カーネルは無視する。",
      .worry = "普通は 0 である。何かが他ホストの時計を尋ねているか、応答が詐称されている。",
      .next = "IcmpMsg.OutType13 と比べ、`tcpdump -ni any 'icmp[0]=14'` で見る。"}},
    {"IcmpMsg.InType15",
     {.meaning = "Information requests received, a deprecated way for a host to learn its network.",
      .raised = "`icmp_rcv` counts and discards it.",
      .worry = "Should be 0: a scanner that fingerprints systems, or a very old device.",
      .next = "`tcpdump -ni any 'icmp[0]=15'` names the sender."},
     {.meaning = "受信した情報要求 (Information Request) "
                 "の数。ホストが自分のネットワークを知るための廃止された方法である。",
      .raised = "`icmp_rcv` が数えて捨てる。",
      .worry = "0 のはずの値。OS を判別するスキャナか、ごく古い機器による。",
      .next = "`tcpdump -ni any 'icmp[0]=15'` で送信元を調べる。"}},
    {"IcmpMsg.InType16",
     {.meaning = "Information replies received, answers to a deprecated question.",
      .raised = "`icmp_rcv` counts and discards it.",
      .worry = "Should be 0: forged packets or a very old device.",
      .next = "`tcpdump -ni any 'icmp[0]=16'` names the sender."},
     {.meaning = "受信した情報応答 (Information Reply) の数。廃止された問い合わせへの答えである。",
      .raised = "`icmp_rcv` が数えて捨てる。",
      .worry = "0 のはずの値。詐称パケットか、ごく古い機器による。",
      .next = "`tcpdump -ni any 'icmp[0]=16'` で送信元を調べる。"}},
    {"IcmpMsg.InType17",
     {.meaning = "Address mask requests received, a deprecated way to ask for the subnet mask.",
      .raised = "`icmp_rcv`; also printed as Icmp.InAddrMasks. Linux ignores them.",
      .worry = "Normally 0: scanners or very old devices.",
      .next = "`tcpdump -ni any 'icmp[0]=17'` names the sender."},
     {.meaning = "受信したアドレスマスク要求の数。サブネットマスクを尋ねる廃止された方法である。",
      .raised = "`icmp_rcv` で増え、Icmp.InAddrMasks としても出る。Linux は無視する。",
      .worry = "普通は 0 である。スキャナかごく古い機器による。",
      .next = "`tcpdump -ni any 'icmp[0]=17'` で送信元を調べる。"}},
    {"IcmpMsg.InType18",
     {.meaning = "Address mask replies received, answers to a deprecated question.",
      .raised = "`icmp_rcv`; also printed as Icmp.InAddrMaskReps. Linux ignores them.",
      .worry = "Normally 0: very old devices or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=18'` names the sender."},
     {.meaning = "受信したアドレスマスク応答の数。廃止された問い合わせへの答えである。",
      .raised = "`icmp_rcv` で増え、Icmp.InAddrMaskReps としても出る。Linux は無視する。",
      .worry = "普通は 0 である。ごく古い機器か詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=18'` で送信元を調べる。"}},
    {"IcmpMsg.InType30",
     {.meaning =
          "Traceroute messages received, a deprecated extension that no common router speaks.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets. The traceroute program does not use it.",
      .next = "`tcpdump -ni any 'icmp[0]=30'` names the sender."},
     {.meaning = "受信した Traceroute メッセージの数。廃止された拡張で、普通のルーターは使わない。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。traceroute コマンドはこれを使わない。",
      .next = "`tcpdump -ni any 'icmp[0]=30'` で送信元を調べる。"}},
    {"IcmpMsg.InType31",
     {.meaning = "Datagram conversion errors received, deprecated: a translator to TP/IX that was "
                 "never widespread.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=31'` names the sender."},
     {.meaning = "受信したデータグラム変換エラー (Datagram Conversion Error) の数。普及しなかった "
                 "TP/IX 変換用で、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=31'` で送信元を調べる。"}},
    {"IcmpMsg.InType32",
     {.meaning = "Mobile host redirects received, deprecated: an early draft of Mobile IP.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=32'` names the sender."},
     {.meaning = "受信したモバイルホストリダイレクト (Mobile Host Redirect) の数。Mobile IP "
                 "の初期案で、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=32'` で送信元を調べる。"}},
    {"IcmpMsg.InType33",
     {.meaning =
          "IPv6 Where-Are-You received, deprecated: an early idea for finding IPv6 neighbours.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=33'` names the sender."},
     {.meaning = "受信した IPv6 Where-Are-You の数。IPv6 の近隣を探す初期の案で、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=33'` で送信元を調べる。"}},
    {"IcmpMsg.InType34",
     {.meaning = "IPv6 I-Am-Here received, deprecated: the answer to type 33.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=34'` names the sender."},
     {.meaning = "受信した IPv6 I-Am-Here の数。タイプ 33 への答えで、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=34'` で送信元を調べる。"}},
    {"IcmpMsg.InType35",
     {.meaning =
          "Mobile registration requests received, deprecated: Mobile IP registers over UDP today.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=35'` names the sender."},
     {.meaning = "受信したモバイル登録要求 (Mobile Registration Request) の数。Mobile IP "
                 "の登録は現在 UDP で行い、これは廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=35'` で送信元を調べる。"}},
    {"IcmpMsg.InType36",
     {.meaning = "Mobile registration replies received, deprecated: the answer to type 35.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=36'` names the sender."},
     {.meaning = "受信したモバイル登録応答 (Mobile Registration Reply) の数。タイプ 35 "
                 "への答えで、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=36'` で送信元を調べる。"}},
    {"IcmpMsg.InType37",
     {.meaning = "Domain name requests received, deprecated: a host asked for its name by ICMP.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner that fingerprints systems, or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=37'` names the sender."},
     {.meaning = "受信したドメイン名要求 (Domain Name Request) の数。ICMP "
                 "でホスト名を尋ねる、廃止された方法である。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。OS を判別するスキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=37'` で送信元を調べる。"}},
    {"IcmpMsg.InType38",
     {.meaning = "Domain name replies received, deprecated: the answer to type 37.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=38'` names the sender."},
     {.meaning =
          "受信したドメイン名応答 (Domain Name Reply) の数。タイプ 37 への答えで、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=38'` で送信元を調べる。"}},
    {"IcmpMsg.InType39",
     {.meaning = "SKIP messages received, deprecated: a key management protocol of the 1990s.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets.",
      .next = "`tcpdump -ni any 'icmp[0]=39'` names the sender."},
     {.meaning = "受信した SKIP メッセージの数。1990 年代の鍵管理プロトコルで、廃止された。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。",
      .next = "`tcpdump -ni any 'icmp[0]=39'` で送信元を調べる。"}},
    {"IcmpMsg.InType40",
     {.meaning =
          "Security failures received (Photuris), meant for a key exchange that lost against IKE.",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too.",
      .worry = "Should be 0: a scanner or forged packets. IPsec of today does not use it.",
      .next = "`tcpdump -ni any 'icmp[0]=40'` names the sender."},
     {.meaning = "受信したセキュリティ失敗 (Photuris) の数。IKE "
                 "に取って代わられた鍵交換のためのものである。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。",
      .worry = "0 のはずの値。スキャナか詐称パケットによる。現在の IPsec は使わない。",
      .next = "`tcpdump -ni any 'icmp[0]=40'` で送信元を調べる。"}},
    {"IcmpMsg.InType41",
     {.meaning = "Messages of experimental mobility protocols received (Seamoby).",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too. A daemon "
                "could read it from a raw socket.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`tcpdump -ni any 'icmp[0]=41'` names the sender."},
     {.meaning = "受信した実験的モビリティプロトコル (Seamoby) のメッセージの数。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。デーモンは raw "
                "ソケットで読める。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "`tcpdump -ni any 'icmp[0]=41'` で送信元を調べる。"}},
    {"IcmpMsg.InType42",
     {.meaning = "Extended echo requests received (PROBE): somebody asks whether an interface of "
                 "this host is up, by name, index or address.",
      .raised = "`icmp_rcv`. Linux 5.13 and later answer if net.ipv4.icmp_echo_enable_probe is 1 "
                "(it is 0 by default); 5.10 drops it as unknown and raises Icmp.InErrors.",
      .worry = "Rare. An unwanted one reveals interface states if PROBE is on.",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe`; compare with IcmpMsg.OutType43; `tcpdump "
              "-ni any 'icmp[0]=42'`."},
     {.meaning = "受信した拡張エコー要求 (PROBE) "
                 "の数。このホストのインターフェースが有効かを、名前、番号、アドレスで尋ねている。",
      .raised = "`icmp_rcv` で増える。Linux 5.13 以降は net.ipv4.icmp_echo_enable_probe が 1 "
                "(既定は 0) なら応答する。5.10 は未知のものとして捨て、Icmp.InErrors も増える。",
      .worry = "まれである。PROBE "
               "を有効にしていると、望まない相手にもインターフェースの状態が知られる。",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe` を確かめ、IcmpMsg.OutType43 "
              "と比べ、`tcpdump -ni any 'icmp[0]=42'` で送信元を見る。"}},
    {"IcmpMsg.InType43",
     {.meaning =
          "Extended echo replies received (PROBE): answers about an interface of another host.",
      .raised = "`icmp_rcv`; passed to the ping socket that asked (Linux 5.13 and later).",
      .worry = "Normal if somebody here runs PROBE; otherwise forged.",
      .next = "Compare with IcmpMsg.OutType42; `tcpdump -ni any 'icmp[0]=43'`."},
     {.meaning =
          "受信した拡張エコー応答 (PROBE) の数。他のホストのインターフェースについての答えである。",
      .raised = "`icmp_rcv` で増え、要求した ping ソケットに渡る (Linux 5.13 以降)。",
      .worry = "このホストで PROBE を使っていれば普通で、そうでなければ詐称である。",
      .next = "IcmpMsg.OutType42 と比べ、`tcpdump -ni any 'icmp[0]=43'` で見る。"}},
    {"IcmpMsg.InType253",
     {.meaning = "Messages received of type 253, set aside for experiments (RFC 3692).",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too. A program "
                "could read it from a raw socket.",
      .worry = "Should be 0 unless you run such an experiment. Covert channels and scanners like "
               "such types.",
      .next = "`tcpdump -Xni any 'icmp[0]=253'` shows sender and content."},
     {.meaning = "受信したタイプ 253 のメッセージの数。実験用に確保された番号である (RFC 3692)。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。プログラムは "
                "raw ソケットで読める。",
      .worry =
          "実験していなければ 0 のはずである。隠れ通信やスキャナがこの種の番号を使うことがある。",
      .next = "`tcpdump -Xni any 'icmp[0]=253'` で送信元と中身を見る。"}},
    {"IcmpMsg.InType254",
     {.meaning = "Messages received of type 254, set aside for experiments (RFC 3692).",
      .raised = "`icmp_rcv` counts it and drops it as unknown; Icmp.InErrors rises too. A program "
                "could read it from a raw socket.",
      .worry = "Should be 0 unless you run such an experiment. Covert channels and scanners like "
               "such types.",
      .next = "`tcpdump -Xni any 'icmp[0]=254'` shows sender and content."},
     {.meaning = "受信したタイプ 254 のメッセージの数。実験用に確保された番号である (RFC 3692)。",
      .raised = "`icmp_rcv` が数え、未知のものとして捨てる。Icmp.InErrors も増える。プログラムは "
                "raw ソケットで読める。",
      .worry =
          "実験していなければ 0 のはずである。隠れ通信やスキャナがこの種の番号を使うことがある。",
      .next = "`tcpdump -Xni any 'icmp[0]=254'` で送信元と中身を見る。"}},
    {"IcmpMsg.OutType",
     {.meaning = "IcmpMsg.OutType<N> is the number of ICMP messages sent of type N (0 to 255, as "
                 "assigned by IANA). A line exists only for types that occurred.",
      .raised =
          "`icmp_out_count`, when the packet is built: the kernel's own messages (0, 3, 5, 11, 12, "
          "14 and 43) and those of programs with ping or raw sockets, all other types.",
      .worry = "Types 0, 3, 8 and 11 are everyday. A type that the kernel does not send means a "
               "program with a raw socket, perhaps a scanner.",
      .next = "`bpfnetstat explain IcmpMsg.OutType3` and so on explains one type; `ss -wnp` lists "
              "raw sockets; `tcpdump -vni any -Q out 'icmp[0]=N'` shows the packets."},
     {.meaning = "IcmpMsg.OutType<N> は、タイプ N (IANA が割り当てる 0 から 255) の送信 ICMP "
                 "メッセージの数である。一度でも起きたタイプの行だけが出る。",
      .raised =
          "パケットを組み立てるときに `icmp_out_count` で増える。カーネル自身が送るのは "
          "0、3、5、11、12、14、43 で、他は ping ソケットや raw ソケットを使うプログラムが送る。",
      .worry = "0、3、8、11 は日常的である。カーネルが送らないタイプなら raw "
               "ソケットを使うプログラムがあり、スキャナかもしれない。",
      .next = "`bpfnetstat explain IcmpMsg.OutType3` のように個々のタイプを調べる。raw ソケットは "
              "`ss -wnp`、パケットは `tcpdump -vni any -Q out 'icmp[0]=N'` で見る。"}},
    {"IcmpMsg.OutType0",
     {.meaning = "Echo replies sent: this host answered pings.",
      .raised = "`icmp_echo`; also printed as Icmp.OutEchoReps.",
      .worry =
          "Should follow IcmpMsg.InType8. If it stays behind, answers are switched off or limited.",
      .next = "`sysctl net.ipv4.icmp_echo_ignore_all net.ipv4.icmp_ratemask`; "
              "Icmp.OutRateLimitGlobal."},
     {.meaning = "送信したエコー応答の数。このホストが ping に答えた。",
      .raised = "`icmp_echo` で送り、Icmp.OutEchoReps としても出る。",
      .worry = "IcmpMsg.InType8 とほぼ同じになるはずで、少なければ無効か制限されている。",
      .next = "`sysctl net.ipv4.icmp_echo_ignore_all net.ipv4.icmp_ratemask` と "
              "Icmp.OutRateLimitGlobal を見る。"}},
    {"IcmpMsg.OutType3",
     {.meaning = "Destination unreachable sent: this host refused a packet. Codes: 0 network, 1 "
                 "host, 2 protocol, 3 port, 4 too large with DF set, 9, 10 and 13 forbidden.",
      .raised = "`__icmp_send` from UDP without a socket, the routing lookup, the fragmentation "
                "code and the firewall's REJECT; also printed as Icmp.OutDestUnreachs.",
      .worry = "Rising with Udp.NoPorts it means a UDP service that is down, or a scan; with "
               "Ip.FragFails a smaller MTU ahead.",
      .next = "`tcpdump -vni any -Q out 'icmp[0]=3'` shows code and peer."},
     {.meaning =
          "送信した宛先到達不能の数。このホストがパケットを拒んだ。コードは 0 がネットワーク、1 "
          "がホスト、2 がプロトコル、3 がポート、4 が DF 付きで過大、9、10、13 が禁止である。",
      .raised = "ソケットのない UDP、経路検索、断片化処理、ファイアウォールの REJECT から "
                "`__icmp_send` で送る。Icmp.OutDestUnreachs としても出る。",
      .worry = "Udp.NoPorts と一緒に増えるなら UDP サービスの停止かスキャン、Ip.FragFails "
               "と一緒なら先の MTU が小さい。",
      .next = "`tcpdump -vni any -Q out 'icmp[0]=3'` でコードと相手を見る。"}},
    {"IcmpMsg.OutType4",
     {.meaning = "Source quench sent. The kernel never sends it.",
      .raised = "Only a program with a raw socket; also printed as Icmp.OutSrcQuenchs.",
      .worry = "Should be 0: everybody ignores this message.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したソースクエンチの数。カーネルは送らない。",
      .raised = "raw ソケットを使うプログラムだけが送る。Icmp.OutSrcQuenchs としても出る。",
      .worry = "0 のはずの値。このメッセージには誰も従わない。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType5",
     {.meaning = "Redirects sent: as a router, this host told a sender of a better next hop on the "
                 "sender's own link.",
      .raised = "`ip_rt_send_redirect`, if net.ipv4.conf.*.send_redirects allows it; also printed "
                "as Icmp.OutRedirects.",
      .worry = "Senders have the wrong gateway; their packets cross the link twice.",
      .next = "Correct the senders' routes, or `sysctl net.ipv4.conf.all.send_redirects=0`."},
     {.meaning = "送信したリダイレクトの数。ルーターとして、送信元と同じリンクにもっと良い次ホップ"
                 "があると知らせた。",
      .raised = "net.ipv4.conf.*.send_redirects が許せば `ip_rt_send_redirect` "
                "で送る。Icmp.OutRedirects としても出る。",
      .worry = "送信元のゲートウェイ設定が適切でなく、パケットが同じリンクを 2 度通っている。",
      .next = "送信元の経路を直すか、`sysctl net.ipv4.conf.all.send_redirects=0` で止める。"}},
    {"IcmpMsg.OutType6",
     {.meaning = "Alternate host address sent, a deprecated type that was never put to use.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or a packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した代替ホストアドレス (Alternate Host Address) "
                 "の数。使われないまま廃止されたタイプである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType8",
     {.meaning = "Echo requests sent: programs here ping others.",
      .raised = "Ping sockets and raw sockets; also printed as Icmp.OutEchos.",
      .worry =
          "Normal with monitoring or keepalived. Many unknown ones are a scan that starts here.",
      .next = "Compare with IcmpMsg.InType0; `tcpdump -ni any -Q out 'icmp[0]=8'`."},
     {.meaning = "送信したエコー要求の数。このホストのプログラムが他へ ping している。",
      .raised = "ping ソケットと raw ソケットから送る。Icmp.OutEchos としても出る。",
      .worry =
          "監視や keepalived があれば普通である。心当たりなく多ければ、ここからスキャンしている。",
      .next = "IcmpMsg.InType0 と比べ、`tcpdump -ni any -Q out 'icmp[0]=8'` で見る。"}},
    {"IcmpMsg.OutType9",
     {.meaning =
          "Router advertisements sent (IRDP): a routing daemon here offers this host as a gateway.",
      .raised = "Only a program with a raw socket, for example a routing daemon.",
      .worry = "Normal only if you configured IRDP.",
      .next = "Check the routing daemon's configuration; `ss -wnp` lists raw sockets."},
     {.meaning = "送信したルーター広告 (IRDP) "
                 "の数。経路制御デーモンがこのホストをゲートウェイとして知らせている。",
      .raised = "raw ソケットを使うプログラム (経路制御デーモンなど) だけが送る。",
      .worry = "IRDP を設定したのでなければ異常である。",
      .next = "経路制御デーモンの設定を確かめる。raw ソケットは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType10",
     {.meaning = "Router solicitations sent (IRDP): a program here looks for gateways.",
      .raised = "Only a program with a raw socket, for example an old rdisc.",
      .worry = "Rare and harmless.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning =
          "送信したルーター要請 (IRDP) の数。このホストのプログラムがゲートウェイを探している。",
      .raised = "raw ソケットを使うプログラム (古い rdisc など) だけが送る。",
      .worry = "まれで無害である。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType11",
     {.meaning = "Time exceeded sent: a packet's TTL ran out here (code 0), or its fragments did "
                 "not all come (code 1).",
      .raised = "`ip_forward` and `ip_expire`; also printed as Icmp.OutTimeExcds.",
      .worry = "On a router traceroute of others raises it. A fast rise is a routing loop.",
      .next = "Compare with Ip.InHdrErrors and Ip.ReasmTimeout; `tcpdump -vni any -Q out "
              "'icmp[0]=11'`."},
     {.meaning = "送信した時間超過の数。ここで TTL が尽きた (コード 0) "
                 "か、フラグメントが揃わなかった (コード 1)。",
      .raised = "`ip_forward` と `ip_expire` で送り、Icmp.OutTimeExcds としても出る。",
      .worry = "ルーターでは他者の traceroute で増える。急増は経路ループである。",
      .next = "Ip.InHdrErrors、Ip.ReasmTimeout と比べ、`tcpdump -vni any -Q out 'icmp[0]=11'` "
              "で見る。"}},
    {"IcmpMsg.OutType12",
     {.meaning = "Parameter problem sent: this host could not parse the IP options of a packet.",
      .raised = "`ip_options_compile`; also printed as Icmp.OutParmProbs.",
      .worry = "Very rare: somebody sends malformed IP options.",
      .next = "Compare with Ip.InHdrErrors; `tcpdump -vni any 'ip[0] & 15 > 5'`."},
     {.meaning =
          "送信したパラメータ異常の数。このホストがパケットの IP オプションを解釈できなかった。",
      .raised = "`ip_options_compile` で送り、Icmp.OutParmProbs としても出る。",
      .worry = "ごくまれで、誰かが不正な IP オプションを送っている。",
      .next = "Ip.InHdrErrors と比べ、`tcpdump -vni any 'ip[0] & 15 > 5'` で見る。"}},
    {"IcmpMsg.OutType13",
     {.meaning = "Timestamp requests sent.",
      .raised = "Only programs with raw sockets; also printed as Icmp.OutTimestamps.",
      .worry = "Normally 0: a scanner runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したタイムスタンプ要求の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。Icmp.OutTimestamps としても出る。",
      .worry = "普通は 0 である。増えるならスキャナが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType14",
     {.meaning = "Timestamp replies sent: this host told its clock to somebody who asked.",
      .raised = "`icmp_timestamp`; also printed as Icmp.OutTimestampReps.",
      .worry = "Mostly answers to security scanners; harmless.",
      .next = "Drop type 13 in the firewall if you do not want to answer."},
     {.meaning = "送信したタイムスタンプ応答の数。尋ねてきた相手にこのホストの時計を教えた。",
      .raised = "`icmp_timestamp` で送り、Icmp.OutTimestampReps としても出る。",
      .worry = "ほとんどは脆弱性スキャナへの応答で、無害である。",
      .next = "応答したくなければファイアウォールでタイプ 13 を捨てる。"}},
    {"IcmpMsg.OutType15",
     {.meaning = "Information requests sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner that fingerprints systems runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した情報要求 (Information Request) の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。OS を判別するスキャナが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType16",
     {.meaning = "Information replies sent, a deprecated message. The kernel never sends it.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning =
          "送信した情報応答 (Information Reply) の数。廃止されたメッセージで、カーネルは送らない。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。パケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType17",
     {.meaning = "Address mask requests sent, a deprecated message.",
      .raised = "Only a program with a raw socket; also printed as Icmp.OutAddrMasks.",
      .worry = "Should be 0: a scanner runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したアドレスマスク要求の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。Icmp.OutAddrMasks としても出る。",
      .worry = "0 のはずの値。スキャナが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType18",
     {.meaning = "Address mask replies sent, a deprecated message. The kernel never sends it.",
      .raised = "Only a program with a raw socket; also printed as Icmp.OutAddrMaskReps.",
      .worry = "Should be 0: a packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したアドレスマスク応答の数。廃止されたメッセージで、カーネルは送らない。",
      .raised = "raw ソケットを使うプログラムだけが送る。Icmp.OutAddrMaskReps としても出る。",
      .worry = "0 のはずの値。パケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType30",
     {.meaning = "Traceroute messages sent, a deprecated extension. The traceroute program does "
                 "not use it.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning =
          "送信した Traceroute メッセージの数。廃止された拡張で、traceroute コマンドは使わない。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType31",
     {.meaning = "Datagram conversion errors sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したデータグラム変換エラー (Datagram Conversion Error) "
                 "の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType32",
     {.meaning = "Mobile host redirects sent, a deprecated message of an early Mobile IP draft.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したモバイルホストリダイレクト (Mobile Host Redirect) の数。Mobile IP "
                 "の初期案のもので、廃止された。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType33",
     {.meaning = "IPv6 Where-Are-You sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した IPv6 Where-Are-You の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType34",
     {.meaning = "IPv6 I-Am-Here sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した IPv6 I-Am-Here の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType35",
     {.meaning = "Mobile registration requests sent, a deprecated message: Mobile IP registers "
                 "over UDP today.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したモバイル登録要求 (Mobile Registration Request) の数。Mobile IP "
                 "の登録は現在 UDP で行い、これは廃止された。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType36",
     {.meaning = "Mobile registration replies sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning =
          "送信したモバイル登録応答 (Mobile Registration Reply) の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType37",
     {.meaning = "Domain name requests sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したドメイン名要求 (Domain Name Request) の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType38",
     {.meaning = "Domain name replies sent, a deprecated message.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したドメイン名応答 (Domain Name Reply) の数。廃止されたメッセージである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType39",
     {.meaning = "SKIP messages sent, a deprecated key management protocol.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した SKIP メッセージの数。廃止された鍵管理プロトコルである。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType40",
     {.meaning = "Security failures sent (Photuris). IPsec of today does not use it.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: a scanner or packet generator runs here.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信したセキュリティ失敗 (Photuris) の数。現在の IPsec は使わない。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "0 のはずの値。スキャナかパケット生成ツールが動いている。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType41",
     {.meaning = "Messages of experimental mobility protocols sent (Seamoby).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`ss -wnp` lists programs with raw sockets."},
     {.meaning = "送信した実験的モビリティプロトコル (Seamoby) のメッセージの数。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -wnp` で分かる。"}},
    {"IcmpMsg.OutType42",
     {.meaning = "Extended echo requests sent (PROBE): a program here asks whether an interface of "
                 "another host is up.",
      .raised = "Ping sockets (Linux 5.13 and later) or raw sockets; the kernel itself never asks.",
      .worry = "Normal while somebody uses PROBE.",
      .next = "Compare with IcmpMsg.InType43; `tcpdump -ni any -Q out 'icmp[0]=42'`."},
     {.meaning =
          "送信した拡張エコー要求 (PROBE) "
          "の数。他のホストのインターフェースが有効かを、このホストのプログラムが尋ねている。",
      .raised = "ping ソケット (Linux 5.13 以降) か raw ソケットから送る。カーネル自身は送らない。",
      .worry = "PROBE を使っていれば普通である。",
      .next = "IcmpMsg.InType43 と比べ、`tcpdump -ni any -Q out 'icmp[0]=42'` で見る。"}},
    {"IcmpMsg.OutType43",
     {.meaning =
          "Extended echo replies sent (PROBE): this host told the state of one of its interfaces.",
      .raised = "`icmp_echo` with `icmp_build_probe`, only if net.ipv4.icmp_echo_enable_probe is 1 "
                "(Linux 5.13 and later).",
      .worry = "Normal where PROBE is wanted. Elsewhere switch it off: it tells strangers about "
               "interfaces.",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe`; compare with IcmpMsg.InType42."},
     {.meaning =
          "送信した拡張エコー応答 (PROBE) の数。このホストのインターフェースの状態を教えた。",
      .raised = "net.ipv4.icmp_echo_enable_probe が 1 のときだけ (Linux 5.13 以降)、`icmp_echo` と "
                "`icmp_build_probe` が送る。",
      .worry = "PROBE が必要なら普通である。不要なら、見知らぬ相手に知らせないよう無効にする。",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe` を確かめ、IcmpMsg.InType42 と比べる。"}},
    {"IcmpMsg.OutType253",
     {.meaning = "Messages sent of type 253, set aside for experiments (RFC 3692).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`ss -wnp` lists programs with raw sockets; `tcpdump -Xni any -Q out 'icmp[0]=253'` "
              "shows the content."},
     {.meaning = "送信したタイプ 253 のメッセージの数。実験用に確保された番号である (RFC 3692)。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "raw ソケットを使うプログラムは `ss -wnp`、中身は `tcpdump -Xni any -Q out "
              "'icmp[0]=253'` で見る。"}},
    {"IcmpMsg.OutType254",
     {.meaning = "Messages sent of type 254, set aside for experiments (RFC 3692).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`ss -wnp` lists programs with raw sockets; `tcpdump -Xni any -Q out 'icmp[0]=254'` "
              "shows the content."},
     {.meaning = "送信したタイプ 254 のメッセージの数。実験用に確保された番号である (RFC 3692)。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "raw ソケットを使うプログラムは `ss -wnp`、中身は `tcpdump -Xni any -Q out "
              "'icmp[0]=254'` で見る。"}},
    // Icmp6: /proc/net/snmp6. A file of the same lines per interface is in /proc/net/dev_snmp6.
    {"Icmp6.InMsgs",
     {.meaning = "ICMPv6 messages received, good and bad: errors, pings, neighbour discovery and "
                 "multicast listener messages.",
      .raised = "`icmpv6_rcv`, before the checksum is tested. What the firewall drops, and what is "
                "only forwarded, does not count.",
      .worry = "Never 0 on a live link: neighbour discovery, the IPv6 counterpart of ARP, is "
               "ICMPv6. A flood is a scan, a loop or an attack on neighbour discovery.",
      .next = "Split it with the named lines or Icmp6.InType; per interface `cat "
              "/proc/net/dev_snmp6/IFACE`; `tcpdump -ni any icmp6`."},
     {.meaning = "受信した ICMPv6 "
                 "メッセージの数。エラー、ping、近隣探索、マルチキャストリスナーのものを、正常か壊"
                 "れているかによらず含む。",
      .raised = "チェックサムの検査より前に `icmpv6_rcv` "
                "で増える。ファイアウォールが捨てたものや、転送しただけのものは含まない。",
      .worry = "ARP に相当する近隣探索も ICMPv6 なので、生きているリンクでは 0 "
               "にならない。急増はスキャン、ループ、近隣探索への攻撃である。",
      .next = "名前付きの行か Icmp6.InType で種類に分ける。インターフェースごとの値は `cat "
              "/proc/net/dev_snmp6/IFACE`、中身は `tcpdump -ni any icmp6` で見る。"}},
    {"Icmp6.InErrors",
     {.meaning = "ICMPv6 messages received that this host could not use. Most are not corrupt: "
                 "they report on a connection that no longer exists here.",
      .raised =
          "`icmpv6_rcv` (bad checksum, too short), `icmpv6_notify` (the quoted packet is cut or "
          "cannot be parsed), and `tcp_v6_err` or UDP's handler when no socket fits the quote.",
      .worry = "A slow rise is normal on busy servers. A fast one hints at forged errors, or, with "
               "Icmp6.InCsumErrors, at corruption.",
      .next = "Compare with Icmp6.InCsumErrors and Icmp6.InDestUnreachs; `tcpdump -vni any "
              "'icmp6[0] < 128'` shows the error messages."},
     {.meaning = "受信したが使えなかった ICMPv6 "
                 "メッセージの数。多くは破損ではなく、もう存在しない接続についての報告である。",
      .raised = "`icmpv6_rcv` (チェックサム不一致、短すぎる)、`icmpv6_notify` "
                "(引用された元パケットが欠けているか解釈できない)、引用に合うソケットがないときの "
                "`tcp_v6_err` や UDP の処理で増える。",
      .worry = "忙しいサーバーでは少しずつ増えるのが普通である。急増は詐称されたエラーを、Icmp6."
               "InCsumErrors を伴えば破損を示す。",
      .next = "Icmp6.InCsumErrors、Icmp6.InDestUnreachs と比べる。エラーメッセージは `tcpdump -vni "
              "any 'icmp6[0] < 128'` で見える。"}},
    {"Icmp6.OutMsgs",
     {.meaning = "ICMPv6 messages that this host made: the kernel's own, and those of programs "
                 "such as ping or a router advertisement daemon.",
      .raised = "Counted when the message is built (`icmpv6_push_pending_frames` and sockets), for "
                "neighbour discovery and MLD when it was handed down. What the rate limit "
                "suppressed is not counted.",
      .worry = "Always grows a little because of neighbour discovery. A sudden rise mirrors what "
               "comes in: a UDP scan makes unreachables, a subnet scan through a router makes "
               "neighbour solicitations.",
      .next = "Split it with the named lines or Icmp6.OutType; `tcpdump -ni any -Q out icmp6`."},
     {.meaning = "このホストが作った ICMPv6 メッセージの数。カーネル自身のものと、ping "
                 "やルーター広告デーモンなどプログラムのものを含む。",
      .raised = "組み立てたとき (`icmpv6_push_pending_frames` とソケット)、近隣探索と MLD "
                "では下位へ渡したときに増える。レート制限で抑えたものは含まない。",
      .worry = "近隣探索のため常に少しずつ増える。急増は受信側の出来事の裏返しで、UDP "
               "スキャンなら到達不能、ルーター越しのサブネットスキャンなら近隣要請が増える。",
      .next =
          "名前付きの行か Icmp6.OutType で種類に分け、`tcpdump -ni any -Q out icmp6` で見る。"}},
    {"Icmp6.OutErrors",
     {.meaning = "ICMPv6 messages that could not be built for lack of memory or send buffer.",
      .raised = "`icmp6_send` and `icmpv6_echo_reply`, when `ip6_append_data` fails.",
      .worry = "Should be 0. A rise means memory shortage, or so many messages at once that the "
               "kernel's ICMPv6 socket is full.",
      .next = "`dmesg | grep -i 'page allocation failure'`; compare with Icmp6.OutMsgs."},
     {.meaning = "メモリや送信バッファの不足で組み立てられなかった ICMPv6 メッセージの数。",
      .raised = "`icmp6_send` と `icmpv6_echo_reply` で `ip6_append_data` が失敗したときに増える。",
      .worry = "0 であるべき値。増えるなら、メモリ不足か、一度に多すぎてカーネルの ICMPv6 "
               "ソケットが一杯である。",
      .next = "`dmesg | grep -i 'page allocation failure'` を見て、Icmp6.OutMsgs と比べる。"}},
    {"Icmp6.InCsumErrors",
     {.meaning = "ICMPv6 messages received with a wrong checksum. The checksum covers the IPv6 "
                 "addresses too.",
      .raised = "`icmpv6_rcv`; Icmp6.InErrors rises with it.",
      .worry = "Should be 0. A rise means corruption, a NIC with faulty checksum offload, or a "
               "translator or NAT that changes addresses without correcting the checksum.",
      .next = "`ethtool -S IFACE`, compare with Udp6.InCsumErrors; `tcpdump -vvni any icmp6` marks "
              "wrong checksums."},
     {.meaning = "チェックサムが誤っていた受信 ICMPv6 メッセージの数。チェックサムは IPv6 "
                 "アドレスも対象とする。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InErrors も増える。",
      .worry = "0 であるべき値。増えるなら、破損、NIC "
               "のチェックサムオフロードの不具合、アドレスだけを書き換えてチェックサムを直さない変"
               "換装置や NAT を疑う。",
      .next = "`ethtool -S IFACE` を見て Udp6.InCsumErrors と比べる。`tcpdump -vvni any icmp6` "
              "は誤ったチェックサムを示す。"}},
    {"Icmp6.OutRateLimitHost",
     {.meaning = "ICMPv6 messages that the kernel did not send because the same destination had "
                 "got one shortly before.",
      .raised = "`icmpv6_xrlim_allow`: about one message per net.ipv6.icmp.ratelimit (1000 ms) and "
                "destination after a small burst, for the types in net.ipv6.icmp.ratemask (errors "
                "other than packet too big). Not in 5.10. The limit over all destinations counts "
                "in Icmp.OutRateLimitGlobal.",
      .worry = "Normal when one peer sends many packets to a closed port or traces routes. It is "
               "harmless to others.",
      .next = "Find the peer: `tcpdump -ni any -Q out 'icmp6[0] < 128'`. Change `sysctl "
              "net.ipv6.icmp.ratelimit` only if a monitoring system needs every answer."},
     {.meaning =
          "直前に同じ宛先へ送ったばかりなので、カーネルが送らなかった ICMPv6 メッセージの数。",
      .raised = "`icmpv6_xrlim_allow` で増える。net.ipv6.icmp.ratemask のタイプ "
                "(パケット過大以外のエラー) について、小さなバーストの後は宛先ごとに "
                "net.ipv6.icmp.ratelimit (1000 ミリ秒) に 1 つ程度に抑える。全宛先に対する制限は "
                "Icmp.OutRateLimitGlobal に数える (どちらも 5.10 にはない)。",
      .worry = "ある相手が閉じたポートへ多数送ったり、traceroute "
               "したりすると普通に増える。他の相手には影響しない。",
      .next = "`tcpdump -ni any -Q out 'icmp6[0] < 128'` "
              "で相手を調べる。監視が全応答を必要とするときだけ `sysctl net.ipv6.icmp.ratelimit` "
              "を変える。"}},
    {"Icmp6.InDestUnreachs",
     {.meaning = "ICMPv6 destination unreachable received (type 1): somebody could not deliver a "
                 "packet of this host. Codes: 0 no route, 1 forbidden, 3 address, 4 port.",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType1. `icmpv6_notify` passes it to the "
                "socket, which gets for example ENETUNREACH, EACCES, EHOSTUNREACH or ECONNREFUSED.",
      .worry = "Code 4 for UDP is everyday. Many of code 0 or 3 mean an outage or a dead peer; "
               "code 1 a firewall that rejects.",
      .next = "`tcpdump -vni any 'icmp6[0]=1'` shows code, router and the quoted packet."},
     {.meaning = "受信した ICMPv6 宛先到達不能 (タイプ 1) "
                 "の数。このホストのパケットを誰かが届けられなかった。コードは 0 が経路なし、1 "
                 "が禁止、3 がアドレス、4 がポートである。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType1 と同じ数である。`icmpv6_notify` "
                "がソケットに伝え、ENETUNREACH、EACCES、EHOSTUNREACH、ECONNREFUSED などになる。",
      .worry = "UDP のコード 4 は日常的である。コード 0 や 3 が多ければ障害か相手の停止、コード 1 "
               "ならファイアウォールの拒否である。",
      .next = "`tcpdump -vni any 'icmp6[0]=1'` でコード、ルーター、引用されたパケットを見る。"}},
    {"Icmp6.InPktTooBigs",
     {.meaning = "ICMPv6 packet too big received (type 2): a packet of this host is larger than "
                 "the MTU of a link on its path.",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType2. The kernel lowers the path MTU of "
                "that destination and TCP sends smaller segments.",
      .worry =
          "A few per destination are path MTU discovery at work. Many for one destination mean "
          "that its route or a tunnel's MTU keeps changing, or that UDP programs ignore the news.",
      .next = "`tcpdump -vni any 'icmp6[0]=2'` shows MTU and destination; `ip -6 route show "
              "cache`. Never filter this type."},
     {.meaning = "受信した ICMPv6 パケット過大 (タイプ 2) "
                 "の数。このホストのパケットが、経路上のリンクの MTU より大きかった。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType2 と同じ数である。カーネルはその宛先の経路 MTU "
                "を下げ、TCP は小さく送り直す。",
      .worry = "宛先ごとに少数なら、経路 MTU "
               "探索の正常な動作である。同じ宛先で多いなら、経路やトンネルの MTU "
               "が変わり続けているか、UDP プログラムが通知を無視している。",
      .next = "`tcpdump -vni any 'icmp6[0]=2'` で MTU と宛先を、`ip -6 route show cache` "
              "で学習結果を見る。このタイプをフィルターしてはならない。"}},
    {"Icmp6.InTimeExcds",
     {.meaning = "ICMPv6 time exceeded received (type 3): a packet of this host ran out of hops "
                 "(code 0), or its fragments did not all arrive (code 1).",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType3.",
      .worry = "traceroute from here raises it. Otherwise code 0 means a routing loop, code 1 lost "
               "fragments.",
      .next = "`tcpdump -vni any 'icmp6[0]=3'` shows the router and the quoted destination; run "
              "`traceroute -6` to it."},
     {.meaning =
          "受信した ICMPv6 時間超過 (タイプ 3) の数。このホストのパケットのホップリミットが尽きた "
          "(コード 0) か、フラグメントが揃わなかった (コード 1)。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType3 と同じ数である。",
      .worry = "このホストからの traceroute で増える。それ以外なら、コード 0 は経路ループ、コード "
               "1 はフラグメントの消失である。",
      .next = "`tcpdump -vni any 'icmp6[0]=3'` でルーターと引用された宛先を見て、`traceroute -6` "
              "する。"}},
    {"Icmp6.InParmProblems",
     {.meaning =
          "ICMPv6 parameter problem received (type 4): a router or host could not process a header "
          "of this host's packet. Codes: 0 wrong field, 1 unknown next header, 2 unknown option.",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType4.",
      .worry = "Code 1 means that the peer does not speak the protocol (a tunnel, SCTP). The "
               "others are rare and point to extension headers that somebody on the way dislikes.",
      .next = "`tcpdump -vni any 'icmp6[0]=4'`; the pointer says which byte was wrong."},
     {.meaning = "受信した ICMPv6 パラメータ異常 (タイプ 4) "
                 "の数。このホストのパケットのヘッダーを、ルーターか相手が処理できなかった。コード"
                 "は 0 がフィールドの誤り、1 が未知の次ヘッダー、2 が未知のオプションである。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType4 と同じ数である。",
      .worry = "コード 1 なら、相手がそのプロトコル (トンネル、SCTP など) "
               "を話さない。他はまれで、途中の機器が拡張ヘッダーを受け付けないことを示す。",
      .next = "`tcpdump -vni any 'icmp6[0]=4'` を見る。ポインタが問題のバイト位置を示す。"}},
    {"Icmp6.InEchos",
     {.meaning = "Echo requests received (type 128): somebody pings this host.",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType128. Counted before "
                "net.ipv6.icmp.echo_ignore_all and its kin apply.",
      .worry = "Monitoring pings steadily. Thousands per second are a flood or a scan.",
      .next =
          "Compare with Icmp6.OutEchoReplies; `tcpdump -ni any 'icmp6[0]=128'` names the senders."},
     {.meaning = "受信したエコー要求 (タイプ 128) の数。誰かがこのホストに ping している。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType128 "
                "と同じ数である。net.ipv6.icmp.echo_ignore_all などを適用する前に数える。",
      .worry = "監視は定期的に ping する。毎秒数千なら ping flood かスキャンである。",
      .next = "Icmp6.OutEchoReplies と比べる。送信元は `tcpdump -ni any 'icmp6[0]=128'` で見る。"}},
    {"Icmp6.InEchoReplies",
     {.meaning = "Echo replies received (type 129): answers to pings from this host.",
      .raised = "`icmpv6_rcv`; the same number as Icmp6.InType129.",
      .worry = "Normal while something here pings. Unasked replies mean a forged source address.",
      .next = "Compare with Icmp6.OutEchos; `tcpdump -ni any 'icmp6[0]=129'`."},
     {.meaning = "受信したエコー応答 (タイプ 129) の数。このホストからの ping への答えである。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InType129 と同じ数である。",
      .worry = "ping "
               "を実行していれば普通である。要求していないのに届くなら、送信元アドレスが詐称されて"
               "いる。",
      .next = "Icmp6.OutEchos と比べ、`tcpdump -ni any 'icmp6[0]=129'` で見る。"}},
    {"Icmp6.InGroupMembQueries",
     {.meaning = "Multicast listener queries received (type 130, MLD): a router or switch asks "
                 "which multicast groups are wanted on the link.",
      .raised = "`icmpv6_rcv`, then `igmp6_event_query`; the same number as Icmp6.InType130.",
      .worry = "One every two minutes or so is normal. None at all on a switch with MLD snooping "
               "can make multicast, and with it neighbour discovery, fail after a while.",
      .next = "MLD comes behind a hop-by-hop header: watch it with `tcpdump -ni IFACE 'ip6[6]=0'`. "
              "Compare with Icmp6.OutMLDv2Reports."},
     {.meaning = "受信したマルチキャストリスナークエリ (タイプ 130、MLD) "
                 "の数。ルーターやスイッチが、リンク上で必要なマルチキャストグループを尋ねている。",
      .raised = "`icmpv6_rcv` から `igmp6_event_query` に渡る。Icmp6.InType130 と同じ数である。",
      .worry = "2 分に 1 回程度は普通である。MLD "
               "スヌーピングを行うスイッチの配下で全く来ないと、しばらくしてマルチキャストが、ひい"
               "ては近隣探索も届かなくなることがある。",
      .next = "MLD は hop-by-hop ヘッダーの後ろにあるので、`tcpdump -ni IFACE 'ip6[6]=0'` "
              "で見る。Icmp6.OutMLDv2Reports と比べる。"}},
    {"Icmp6.InGroupMembResponses",
     {.meaning = "Multicast listener reports of the old version received (type 131, MLDv1): a "
                 "neighbour wants a group.",
      .raised = "`icmpv6_rcv`, then `igmp6_event_report`; the same number as Icmp6.InType131.",
      .worry = "Normal where old devices are on the link. A single MLDv1 querier makes all hosts "
               "fall back to MLDv1.",
      .next = "See Icmp6.InMLDv2Reports for the modern message; `cat /proc/net/igmp6`."},
     {.meaning = "受信した旧版のマルチキャストリスナーレポート (タイプ 131、MLDv1) "
                 "の数。近隣のホストがグループを必要としている。",
      .raised = "`icmpv6_rcv` から `igmp6_event_report` に渡る。Icmp6.InType131 と同じ数である。",
      .worry = "古い機器があれば普通である。MLDv1 のクエリアが 1 台でもあると、全ホストが MLDv1 "
               "に切り替わる。",
      .next = "現在のメッセージは Icmp6.InMLDv2Reports である。参加中のグループは `cat "
              "/proc/net/igmp6` で見る。"}},
    {"Icmp6.InGroupMembReductions",
     {.meaning = "Multicast listener done messages received (type 132, MLDv1): a neighbour leaves "
                 "a group.",
      .raised = "`icmpv6_rcv` counts and ignores it; only multicast routers need it. The same "
                "number as Icmp6.InType132.",
      .worry = "Normal in small numbers. It has no effect here.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'` shows MLD messages."},
     {.meaning = "受信したマルチキャストリスナー終了 (タイプ 132、MLDv1) "
                 "の数。近隣のホストがグループを抜けた。",
      .raised = "`icmpv6_rcv` "
                "が数えて無視する。必要とするのはマルチキャストルーターだけである。Icmp6.InType132 "
                "と同じ数である。",
      .worry = "少数なら普通で、このホストへの影響はない。",
      .next = "MLD のメッセージは `tcpdump -ni IFACE 'ip6[6]=0'` で見える。"}},
    {"Icmp6.InRouterSolicits",
     {.meaning = "Router solicitations received (type 133): a host of the link looks for a router.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; the same number as Icmp6.InType133. A daemon such "
                "as radvd answers; the kernel does not.",
      .worry =
          "Normal on a router when hosts boot. Many from one host mean that it gets no answer.",
      .next = "Compare with Icmp6.OutRouterAdvertisements; check the daemon with `systemctl status "
              "radvd`."},
     {.meaning = "受信したルーター要請 (タイプ 133) の数。リンク上のホストがルーターを探している。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InType133 "
                "と同じ数である。応答するのは radvd などのデーモンで、カーネルではない。",
      .worry =
          "ルーターではホストの起動時に普通に増える。同じホストから多ければ、応答が届いていない。",
      .next = "Icmp6.OutRouterAdvertisements と比べ、`systemctl status radvd` "
              "などでデーモンを確かめる。"}},
    {"Icmp6.InRouterAdvertisements",
     {.meaning = "Router advertisements received (type 134): a router announces itself, prefixes "
                 "and the MTU.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; the same number as Icmp6.InType134. Used only if "
                "net.ipv6.conf.IFACE.accept_ra allows it (1 is not enough while forwarding is on).",
      .worry = "One every few minutes per router is normal. A standstill lets the default route "
               "expire; one from an unexpected sender is a rogue router.",
      .next = "`rdisc6 IFACE` or `tcpdump -vni IFACE 'icmp6[0]=134'`, `ip -6 route show default`, "
              "`sysctl net.ipv6.conf.IFACE.accept_ra`."},
     {.meaning = "受信したルーター広告 (タイプ 134) の数。ルーターが自分自身、プレフィックス、MTU "
                 "を知らせている。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InType134 "
                "と同じ数である。net.ipv6.conf.IFACE.accept_ra が許すときだけ使う (転送が有効だと "
                "1 では足りない)。",
      .worry = "ルーターごとに数分に 1 "
               "回程度は普通である。途絶えるとデフォルト経路が期限切れになる。見知らぬ送信元なら不"
               "正なルーターである。",
      .next = "`rdisc6 IFACE` や `tcpdump -vni IFACE 'icmp6[0]=134'`、`ip -6 route show "
              "default`、`sysctl net.ipv6.conf.IFACE.accept_ra` を見る。"}},
    {"Icmp6.InNeighborSolicits",
     {.meaning =
          "Neighbour solicitations received (type 135): somebody asks for this host's link-layer "
          "address, checks that it is alive, or tests whether an address is in use.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; the same number as Icmp6.InType135.",
      .worry = "Normal, like ARP requests. Thousands per second are a scan of the subnet or a "
               "neighbour storm.",
      .next = "Compare with Icmp6.OutNeighborAdvertisements; `tcpdump -ni IFACE 'icmp6[0]=135'` "
              "shows who asks."},
     {.meaning =
          "受信した近隣要請 (タイプ 135) "
          "の数。このホストのリンク層アドレスの問い合わせ、生存確認、アドレスの重複検査である。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InType135 と同じ数である。",
      .worry = "ARP "
               "要求と同じく普通に増える。毎秒数千なら、サブネットのスキャンか近隣探索の大量送信("
               "flood)である。",
      .next = "Icmp6.OutNeighborAdvertisements と比べ、`tcpdump -ni IFACE 'icmp6[0]=135'` "
              "で要求元を見る。"}},
    {"Icmp6.InNeighborAdvertisements",
     {.meaning = "Neighbour advertisements received (type 136): answers with link-layer addresses, "
                 "or announcements of a changed one.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; the same number as Icmp6.InType136.",
      .worry = "Should follow Icmp6.OutNeighborSolicits. Many unasked ones can be a failover of a "
               "virtual address, or spoofing.",
      .next = "`ip -6 neigh`; `tcpdump -vni IFACE 'icmp6[0]=136'` shows which address moved."},
     {.meaning =
          "受信した近隣広告 (タイプ 136) の数。リンク層アドレスの応答、または変更の通知である。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InType136 と同じ数である。",
      .worry = "Icmp6.OutNeighborSolicits "
               "とほぼ同じになる。要求していないのに多ければ、仮想アドレスの切り替えか、なりすまし"
               "である。",
      .next = "`ip -6 neigh` を見る。どのアドレスが移ったかは `tcpdump -vni IFACE 'icmp6[0]=136'` "
              "で分かる。"}},
    {"Icmp6.InRedirects",
     {.meaning = "ICMPv6 redirects received (type 137): a router says that a better next hop "
                 "exists on the link.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; the same number as Icmp6.InType137. Obeyed only "
                "if net.ipv6.conf.IFACE.accept_redirects is 1 and the host does not forward.",
      .worry = "A few are normal with several routers on one link. Unexpected ones may be an "
               "attack; servers should ignore them.",
      .next = "`tcpdump -vni any 'icmp6[0]=137'`, `sysctl -a | grep 'ipv6.*accept_redirects'`."},
     {.meaning = "受信した ICMPv6 リダイレクト (タイプ 137) "
                 "の数。同じリンク上にもっと良い次ホップがあるとルーターが知らせている。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InType137 "
                "と同じ数である。net.ipv6.conf.IFACE.accept_redirects が 1 "
                "で、転送しないホストだけが従う。",
      .worry = "同じリンクにルーターが複数あれば少数は普通である。心当たりがなければ攻撃の可能性が"
               "あり、サーバーは無視する設定がよい。",
      .next = "`tcpdump -vni any 'icmp6[0]=137'` と `sysctl -a | grep 'ipv6.*accept_redirects'` "
              "を見る。"}},
    {"Icmp6.InMLDv2Reports",
     {.meaning = "Multicast listener reports received (type 143, MLDv2): neighbours say which "
                 "groups they want.",
      .raised = "`icmpv6_rcv` counts and ignores them, unless this host is a multicast router or a "
                "snooping bridge. The same number as Icmp6.InType143.",
      .worry = "Normal; hosts send them when they start and after each query.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'` shows MLD messages; on a bridge `bridge mdb show`."},
     {.meaning = "受信したマルチキャストリスナーレポート (タイプ 143、MLDv2) "
                 "の数。近隣のホストが必要なグループを知らせている。",
      .raised = "`icmpv6_rcv` "
                "が数えて無視する。使うのはマルチキャストルーターやスヌーピングするブリッジである。"
                "Icmp6.InType143 と同じ数である。",
      .worry = "起動時やクエリのたびに送られるので普通である。",
      .next = "MLD のメッセージは `tcpdump -ni IFACE 'ip6[6]=0'`、ブリッジでは `bridge mdb show` "
              "で見る。"}},
    {"Icmp6.OutDestUnreachs",
     {.meaning = "ICMPv6 destination unreachable sent (type 1): this host refused a packet. Codes: "
                 "0 no route, 1 forbidden, 3 address, 4 port.",
      .raised = "`icmp6_send`: no socket for a UDP port (4), no route (0), a neighbour that does "
                "not answer (3), firewall REJECT. The same number as Icmp6.OutType1.",
      .worry = "Code 4 with Udp6.NoPorts means a UDP service that is down, or a scan; code 3 on a "
               "router a dead host or a subnet scan.",
      .next =
          "`tcpdump -vni any -Q out 'icmp6[0]=1'`; compare with Udp6.NoPorts and Ip6.InNoRoutes."},
     {.meaning =
          "送信した ICMPv6 宛先到達不能 (タイプ 1) の数。このホストがパケットを拒んだ。コードは 0 "
          "が経路なし、1 が禁止、3 がアドレス、4 がポートである。",
      .raised = "UDP ポートにソケットがない (4)、経路がない (0)、近隣が応答しない "
                "(3)、ファイアウォールの REJECT のときに `icmp6_send` で送る。Icmp6.OutType1 "
                "と同じ数である。",
      .worry = "Udp6.NoPorts を伴うコード 4 は UDP サービスの停止かスキャン、ルーターでのコード 3 "
               "は停止したホストかサブネットスキャンである。",
      .next = "`tcpdump -vni any -Q out 'icmp6[0]=1'` を見て、Udp6.NoPorts、Ip6.InNoRoutes "
              "と比べる。"}},
    {"Icmp6.OutPktTooBigs",
     {.meaning =
          "ICMPv6 packet too big sent (type 2): this router told a sender to send smaller packets.",
      .raised = "`ip6_forward` and `ip6_fragment`. The same number as Icmp6.OutType2. It is not "
                "rate limited by default.",
      .worry = "Normal at tunnels and smaller links. Endless repetition towards one sender means "
               "that the messages do not reach it.",
      .next = "Compare with Ip6.InTooBigErrors; `tcpdump -vni any -Q out 'icmp6[0]=2'`; clamp the "
              "MSS."},
     {.meaning = "送信した ICMPv6 パケット過大 (タイプ 2) "
                 "の数。このルーターが送信元に、もっと小さく送るよう伝えた。",
      .raised = "`ip6_forward` と `ip6_fragment` で送る。Icmp6.OutType2 "
                "と同じ数である。既定ではレート制限されない。",
      .worry = "トンネルや MTU "
               "の小さいリンクでは普通である。同じ送信元へ繰り返すなら、通知が届いていない。",
      .next = "Ip6.InTooBigErrors と比べ、`tcpdump -vni any -Q out 'icmp6[0]=2'` "
              "を見る。トンネルでは MSS を調整する。"}},
    {"Icmp6.OutTimeExcds",
     {.meaning = "ICMPv6 time exceeded sent (type 3): a packet's hop limit ran out here (code 0), "
                 "or its fragments did not all come (code 1).",
      .raised = "`ip6_forward` and `ip6frag_expire_frag_queue`. The same number as Icmp6.OutType3.",
      .worry = "On a router traceroute of others raises it. A fast rise is a routing loop.",
      .next = "Compare with Ip6.InHdrErrors and Ip6.ReasmTimeout; `tcpdump -vni any -Q out "
              "'icmp6[0]=3'`."},
     {.meaning = "送信した ICMPv6 時間超過 (タイプ 3) の数。ここでホップリミットが尽きた (コード "
                 "0) か、フラグメントが揃わなかった (コード 1)。",
      .raised =
          "`ip6_forward` と `ip6frag_expire_frag_queue` で送る。Icmp6.OutType3 と同じ数である。",
      .worry = "ルーターでは他者の traceroute で増える。急増は経路ループである。",
      .next = "Ip6.InHdrErrors、Ip6.ReasmTimeout と比べ、`tcpdump -vni any -Q out 'icmp6[0]=3'` "
              "で見る。"}},
    {"Icmp6.OutParmProblems",
     {.meaning = "ICMPv6 parameter problem sent (type 4): this host could not process a header of "
                 "a packet.",
      .raised = "`icmpv6_param_prob` in the parsers of extension headers and fragments; "
                "`ip6_protocol_deliver_rcu` for an unknown next header (code 1). The same number "
                "as Icmp6.OutType4.",
      .worry =
          "Rare: scanners with odd headers, or a peer that uses a protocol nobody here handles.",
      .next = "Compare with Ip6.InHdrErrors and Ip6.InUnknownProtos; `tcpdump -vni any -Q out "
              "'icmp6[0]=4'`."},
     {.meaning = "送信した ICMPv6 パラメータ異常 (タイプ 4) "
                 "の数。このホストがパケットのヘッダーを処理できなかった。",
      .raised =
          "拡張ヘッダーやフラグメントの解析では `icmpv6_param_prob`、未知の次ヘッダー (コード 1) "
          "では `ip6_protocol_deliver_rcu` から送る。Icmp6.OutType4 と同じ数である。",
      .worry =
          "まれで、変わったヘッダーを使うスキャナか、このホストにないプロトコルを使う相手による。",
      .next = "Ip6.InHdrErrors、Ip6.InUnknownProtos と比べ、`tcpdump -vni any -Q out 'icmp6[0]=4'` "
              "で見る。"}},
    {"Icmp6.OutEchos",
     {.meaning = "Echo requests sent (type 128): programs here ping others.",
      .raised = "Ping sockets and raw sockets; the kernel itself never pings. The same number as "
                "Icmp6.OutType128.",
      .worry =
          "Normal with monitoring or keepalived. Many unknown ones are a scan that starts here.",
      .next = "Compare with Icmp6.InEchoReplies; `tcpdump -ni any -Q out 'icmp6[0]=128'`."},
     {.meaning =
          "送信したエコー要求 (タイプ 128) の数。このホストのプログラムが他へ ping している。",
      .raised = "ping ソケットと raw "
                "ソケットからのもので、カーネル自身は送らない。Icmp6.OutType128 と同じ数である。",
      .worry =
          "監視や keepalived があれば普通である。心当たりなく多ければ、ここからスキャンしている。",
      .next = "Icmp6.InEchoReplies と比べ、`tcpdump -ni any -Q out 'icmp6[0]=128'` で見る。"}},
    {"Icmp6.OutEchoReplies",
     {.meaning = "Echo replies sent (type 129): this host answered pings.",
      .raised = "`icmpv6_echo_reply`. The same number as Icmp6.OutType129.",
      .worry =
          "Should follow Icmp6.InEchos. If it stays behind, answers are switched off or limited.",
      .next = "`sysctl -a | grep 'ipv6.icmp'` for echo_ignore_all, echo_ignore_multicast and "
              "ratemask."},
     {.meaning = "送信したエコー応答 (タイプ 129) の数。このホストが ping に答えた。",
      .raised = "`icmpv6_echo_reply` で送る。Icmp6.OutType129 と同じ数である。",
      .worry = "Icmp6.InEchos とほぼ同じになるはずで、少なければ無効か制限されている。",
      .next = "`sysctl -a | grep 'ipv6.icmp'` で echo_ignore_all、echo_ignore_multicast、ratemask "
              "を見る。"}},
    {"Icmp6.OutGroupMembQueries",
     {.meaning = "Multicast listener queries sent (type 130): a multicast routing daemon here asks "
                 "for wanted groups.",
      .raised = "Only a program with a raw socket, such as a multicast router. Queries of a Linux "
                "bridge (mcast_querier) are not counted here. The same number as Icmp6.OutType130.",
      .worry = "Normal on a multicast router only.",
      .next = "Check the multicast daemon; for a bridge `ip -d link show type bridge`."},
     {.meaning = "送信したマルチキャストリスナークエリ (タイプ 130) "
                 "の数。マルチキャスト経路制御デーモンが、必要なグループを尋ねている。",
      .raised =
          "マルチキャストルーターなど raw ソケットを使うプログラムだけが送る。Linux "
          "ブリッジのクエリ (mcast_querier) はここに数えない。Icmp6.OutType130 と同じ数である。",
      .worry = "マルチキャストルーターでだけ普通である。",
      .next =
          "マルチキャストのデーモンを確かめる。ブリッジは `ip -d link show type bridge` で見る。"}},
    {"Icmp6.OutGroupMembResponses",
     {.meaning = "Multicast listener reports of the old version sent (type 131, MLDv1): this host "
                 "wants a group and believes that the link speaks MLDv1.",
      .raised = "`igmp6_send`, after a query of version 1 was heard, or because "
                "net.ipv6.conf.IFACE.force_mld_version is 1. The same number as Icmp6.OutType131.",
      .worry = "Harmless. If you expect MLDv2, look for the device that sends old queries.",
      .next =
          "`sysctl net.ipv6.conf.IFACE.force_mld_version`; compare with Icmp6.OutMLDv2Reports."},
     {.meaning = "送信した旧版のマルチキャストリスナーレポート (タイプ 131、MLDv1) の数。リンクが "
                 "MLDv1 だと判断して、グループへの参加を知らせた。",
      .raised = "MLDv1 のクエリを受けた後や、net.ipv6.conf.IFACE.force_mld_version が 1 のときに "
                "`igmp6_send` で送る。Icmp6.OutType131 と同じ数である。",
      .worry = "無害である。MLDv2 のはずなら、古いクエリを送る機器を探す。",
      .next = "`sysctl net.ipv6.conf.IFACE.force_mld_version` を見て、Icmp6.OutMLDv2Reports "
              "と比べる。"}},
    {"Icmp6.OutGroupMembReductions",
     {.meaning = "Multicast listener done messages sent (type 132, MLDv1): this host left a group "
                 "on a link that speaks MLDv1.",
      .raised = "`igmp6_send`. The same number as Icmp6.OutType132.",
      .worry = "Harmless.",
      .next = "See Icmp6.OutGroupMembResponses for why MLDv1 is in use."},
     {.meaning = "送信したマルチキャストリスナー終了 (タイプ 132、MLDv1) の数。MLDv1 "
                 "のリンクでグループを抜けた。",
      .raised = "`igmp6_send` で送る。Icmp6.OutType132 と同じ数である。",
      .worry = "無害である。",
      .next = "MLDv1 が使われる理由は Icmp6.OutGroupMembResponses を見る。"}},
    {"Icmp6.OutRouterSolicits",
     {.meaning = "Router solicitations sent (type 133): this host looked for routers, after an "
                 "interface came up.",
      .raised = "`ndisc_send_rs`, up to net.ipv6.conf.IFACE.router_solicitations times; network "
                "managers send their own. The same number as Icmp6.OutType133.",
      .worry = "A few per interface start. Steady growth means that no router answers.",
      .next = "Compare with Icmp6.InRouterAdvertisements; `rdisc6 IFACE`."},
     {.meaning =
          "送信したルーター要請 (タイプ 133) の数。インターフェースの起動後にルーターを探した。",
      .raised =
          "`ndisc_send_rs` が net.ipv6.conf.IFACE.router_solicitations "
          "回まで送る。ネットワーク管理デーモンも独自に送る。Icmp6.OutType133 と同じ数である。",
      .worry = "インターフェースの起動ごとに数回である。増え続けるなら、応答するルーターがない。",
      .next = "Icmp6.InRouterAdvertisements と比べ、`rdisc6 IFACE` を試す。"}},
    {"Icmp6.OutRouterAdvertisements",
     {.meaning = "Router advertisements sent (type 134): a daemon here announces this host as an "
                 "IPv6 router.",
      .raised = "Only a program with a raw socket: radvd, FRR, systemd-networkd, dnsmasq. The same "
                "number as Icmp6.OutType134.",
      .worry = "Normal on routers. Anywhere else it is dangerous: other hosts may send their "
               "traffic here.",
      .next = "`ss -f inet6 -wnp` finds the daemon; `tcpdump -vni any -Q out 'icmp6[0]=134'`."},
     {.meaning = "送信したルーター広告 (タイプ 134) の数。このホストを IPv6 "
                 "ルーターとしてデーモンが知らせている。",
      .raised = "radvd、FRR、systemd-networkd、dnsmasq など raw "
                "ソケットを使うプログラムだけが送る。Icmp6.OutType134 と同じ数である。",
      .worry = "ルーターでは普通である。それ以外では、他のホストの通信がここへ来てしまうので危険で"
               "ある。",
      .next = "`ss -f inet6 -wnp` でデーモンを探し、`tcpdump -vni any -Q out 'icmp6[0]=134'` "
              "で見る。"}},
    {"Icmp6.OutNeighborSolicits",
     {.meaning =
          "Neighbour solicitations sent (type 135): this host asked for link-layer addresses, "
          "checked that neighbours live, or tested an address of its own for duplicates.",
      .raised = "`ndisc_send_ns`. The same number as Icmp6.OutType135.",
      .worry = "Normal, like ARP requests. Far more than Icmp6.InNeighborAdvertisements means that "
               "many addresses do not answer: a dead peer, or on a router somebody who scans the "
               "subnet and fills the neighbour table.",
      .next = "`ip -6 neigh show nud failed`, `ip -s -6 neigh`; `dmesg | grep 'neighbour table "
              "overflow'`; net.ipv6.neigh.default.gc_thresh3."},
     {.meaning = "送信した近隣要請 (タイプ 135) "
                 "の数。リンク層アドレスの問い合わせ、近隣の生存確認、自アドレスの重複検査である。",
      .raised = "`ndisc_send_ns` で送る。Icmp6.OutType135 と同じ数である。",
      .worry = "ARP 要求と同じく普通に増える。Icmp6.InNeighborAdvertisements "
               "よりはるかに多ければ、応答のないアドレスが多い。相手の停止か、ルーターならサブネッ"
               "トスキャンで近隣テーブルが埋められている。",
      .next = "`ip -6 neigh show nud failed`、`ip -s -6 neigh`、`dmesg | grep 'neighbour table "
              "overflow'`、net.ipv6.neigh.default.gc_thresh3 を見る。"}},
    {"Icmp6.OutNeighborAdvertisements",
     {.meaning = "Neighbour advertisements sent (type 136): this host told its link-layer address.",
      .raised = "`ndisc_send_na`, mostly as an answer; unasked when ndisc_notify is set or a new "
                "address was configured. The same number as Icmp6.OutType136.",
      .worry = "Should follow Icmp6.InNeighborSolicits for this host's addresses. If it stays "
               "behind, questions are for others or the address is still tentative.",
      .next = "`ip -6 addr` (tentative, dadfailed); `tcpdump -ni IFACE -Q out 'icmp6[0]=136'`."},
     {.meaning = "送信した近隣広告 (タイプ 136) の数。このホストのリンク層アドレスを知らせた。",
      .raised = "主に応答として `ndisc_send_na` で送る。ndisc_notify "
                "の設定時や新しいアドレスの設定時は自発的に送る。Icmp6.OutType136 と同じ数である。",
      .worry =
          "自アドレスへの Icmp6.InNeighborSolicits "
          "とほぼ同じになる。少なければ、問い合わせが他者宛てか、アドレスがまだ tentative である。",
      .next = "`ip -6 addr` (tentative、dadfailed) を見て、`tcpdump -ni IFACE -Q out "
              "'icmp6[0]=136'` で確かめる。"}},
    {"Icmp6.OutRedirects",
     {.meaning = "ICMPv6 redirects sent (type 137): as a router, this host told a sender of a "
                 "better next hop on the sender's own link.",
      .raised = "`ndisc_send_redirect`, when a packet leaves by the interface it came in on. The "
                "same number as Icmp6.OutType137.",
      .worry = "Senders have a route that is not the best; their packets cross the link twice.",
      .next = "Correct the senders' routes; `tcpdump -vni any -Q out 'icmp6[0]=137'` shows whom it "
              "concerns."},
     {.meaning = "送信した ICMPv6 リダイレクト (タイプ 137) "
                 "の数。ルーターとして、送信元と同じリンクにもっと良い次ホップがあると知らせた。",
      .raised = "受信したインターフェースからそのまま出て行くパケットについて "
                "`ndisc_send_redirect` で送る。Icmp6.OutType137 と同じ数である。",
      .worry = "送信元の経路が最適でなく、パケットが同じリンクを 2 度通っている。",
      .next = "送信元の経路を直す。対象は `tcpdump -vni any -Q out 'icmp6[0]=137'` で分かる。"}},
    {"Icmp6.OutMLDv2Reports",
     {.meaning = "Multicast listener reports sent (type 143, MLDv2): this host says which groups "
                 "it wants.",
      .raised = "`mld_sendpack`: when an address or a group is added, and after each query. The "
                "same number as Icmp6.OutType143.",
      .worry = "Normal: every IPv6 address joins a multicast group of its own. Many containers or "
               "addresses that come and go make many reports.",
      .next = "`ip -6 maddress` or `cat /proc/net/igmp6` lists the groups."},
     {.meaning = "送信したマルチキャストリスナーレポート (タイプ 143、MLDv2) "
                 "の数。このホストが必要なグループを知らせた。",
      .raised = "アドレスやグループの追加時と、クエリのたびに `mld_sendpack` "
                "で送る。Icmp6.OutType143 と同じ数である。",
      .worry = "IPv6 "
               "アドレスごとに専用のマルチキャストグループへ参加するので普通である。コンテナやアド"
               "レスの増減が激しいと多くなる。",
      .next = "参加中のグループは `ip -6 maddress` や `cat /proc/net/igmp6` で見る。"}},
    // The kernel prints these by number for the types that occurred.
    {"Icmp6.InType",
     {.meaning = "Icmp6.InType<N> is the number of ICMPv6 messages received of type N (0 to 255, "
                 "as assigned by IANA): below 128 errors, from 128 on information. A line exists "
                 "only for types that occurred.",
      .raised = "`icmpv6_rcv`, after the checksum was found good. Many types also have a line with "
                "a name, such as Icmp6.InEchos for type 128.",
      .worry = "Types 1 to 4, 128, 129, 134 to 136 and 143 are everyday. Unknown information types "
               "are ignored silently; unassigned ones come from scanners or forged packets.",
      .next = "`bpfnetstat explain Icmp6.InType135` and so on explains one type; `tcpdump -vni any "
              "'icmp6[0]=N'` shows who sends it."},
     {.meaning = "Icmp6.InType<N> は、タイプ N (IANA が割り当てる 0 から 255) の受信 ICMPv6 "
                 "メッセージの数である。128 未満がエラー、128 "
                 "以上が情報である。一度でも起きたタイプの行だけが出る。",
      .raised = "チェックサムが正しいと分かった後に `icmpv6_rcv` で増える。Icmp6.InEchos (タイプ "
                "128) のように、名前付きの行もあるタイプが多い。",
      .worry = "1〜4、128、129、134〜136、143 "
               "は日常的である。未知の情報タイプは黙って無視する。割り当てのないものはスキャナか詐"
               "称パケットによる。",
      .next = "`bpfnetstat explain Icmp6.InType135` のように個々のタイプを調べる。送信元は "
              "`tcpdump -vni any 'icmp6[0]=N'` で見る。"}},
    {"Icmp6.InType1",
     {.meaning = "Destination unreachable received: somebody could not deliver a packet of this "
                 "host. Codes: 0 no route, 1 forbidden, 3 address, 4 port.",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InDestUnreachs. The socket gets an error such "
                "as ECONNREFUSED.",
      .worry = "Code 4 for UDP is everyday. Many of code 0 or 3 mean an outage, code 1 a firewall "
               "that rejects.",
      .next = "`tcpdump -vni any 'icmp6[0]=1'` shows code, router and the quoted packet."},
     {.meaning = "受信した宛先到達不能の数。このホストのパケットを誰かが届けられなかった。コードは "
                 "0 が経路なし、1 が禁止、3 がアドレス、4 がポートである。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InDestUnreachs としても出る。ソケットは ECONNREFUSED "
                "などのエラーを受け取る。",
      .worry = "UDP のコード 4 は日常的である。コード 0 や 3 が多ければ障害、コード 1 "
               "ならファイアウォールの拒否である。",
      .next = "`tcpdump -vni any 'icmp6[0]=1'` でコード、ルーター、引用されたパケットを見る。"}},
    {"Icmp6.InType2",
     {.meaning = "Packet too big received: a packet of this host is larger than the MTU of a link "
                 "on its path.",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InPktTooBigs. The kernel lowers the path MTU "
                "of that destination.",
      .worry = "A few per destination are path MTU discovery at work. Many for one destination "
               "mean a changing MTU or a UDP program that ignores the news.",
      .next = "`tcpdump -vni any 'icmp6[0]=2'`; `ip -6 route show cache`. Never filter this type."},
     {.meaning =
          "受信したパケット過大の数。このホストのパケットが、経路上のリンクの MTU より大きかった。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InPktTooBigs としても出る。カーネルはその宛先の経路 "
                "MTU を下げる。",
      .worry = "宛先ごとに少数なら、経路 MTU 探索の正常な動作である。同じ宛先で多ければ、MTU "
               "が変わり続けているか、UDP プログラムが通知を無視している。",
      .next = "`tcpdump -vni any 'icmp6[0]=2'` と `ip -6 route show cache` "
              "を見る。このタイプをフィルターしてはならない。"}},
    {"Icmp6.InType3",
     {.meaning = "Time exceeded received: a packet of this host ran out of hops (code 0), or its "
                 "fragments did not all arrive (code 1).",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InTimeExcds.",
      .worry = "traceroute from here raises it. Otherwise a routing loop (code 0) or lost "
               "fragments (code 1).",
      .next = "`tcpdump -vni any 'icmp6[0]=3'` shows the router and the quoted destination."},
     {.meaning = "受信した時間超過の数。このホストのパケットのホップリミットが尽きた (コード 0) "
                 "か、フラグメントが揃わなかった (コード 1)。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InTimeExcds としても出る。",
      .worry = "このホストからの traceroute で増える。それ以外なら、経路ループ (コード 0) "
               "かフラグメントの消失 (コード 1) である。",
      .next = "`tcpdump -vni any 'icmp6[0]=3'` でルーターと引用された宛先を見る。"}},
    {"Icmp6.InType4",
     {.meaning = "Parameter problem received: a router or host could not process a header of this "
                 "host's packet.",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InParmProblems.",
      .worry = "Code 1 means that the peer does not speak the protocol; the others are rare.",
      .next = "`tcpdump -vni any 'icmp6[0]=4'`; the pointer says which byte was wrong."},
     {.meaning = "受信したパラメータ異常の数。このホストのパケットのヘッダーを、ルーターか相手が処"
                 "理できなかった。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InParmProblems としても出る。",
      .worry = "コード 1 なら相手がそのプロトコルを話さない。他のコードはまれである。",
      .next = "`tcpdump -vni any 'icmp6[0]=4'` を見る。ポインタが問題のバイト位置を示す。"}},
    {"Icmp6.InType100",
     {.meaning = "Error messages received of type 100, set aside for private experiments.",
      .raised = "`icmpv6_rcv`, which passes unknown errors to the socket they quote.",
      .worry = "Should be 0 unless you run such an experiment.",
      .next = "`tcpdump -Xni any 'icmp6[0]=100'` shows sender and content."},
     {.meaning = "受信したタイプ 100 のエラーメッセージの数。私的な実験用の番号である。",
      .raised = "`icmpv6_rcv` で増える。未知のエラーは、引用された元のソケットに伝えられる。",
      .worry = "実験していなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=100'` で送信元と中身を見る。"}},
    {"Icmp6.InType101",
     {.meaning = "Error messages received of type 101, set aside for private experiments.",
      .raised = "`icmpv6_rcv`, which passes unknown errors to the socket they quote.",
      .worry = "Should be 0 unless you run such an experiment.",
      .next = "`tcpdump -Xni any 'icmp6[0]=101'` shows sender and content."},
     {.meaning = "受信したタイプ 101 のエラーメッセージの数。私的な実験用の番号である。",
      .raised = "`icmpv6_rcv` で増える。未知のエラーは、引用された元のソケットに伝えられる。",
      .worry = "実験していなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=101'` で送信元と中身を見る。"}},
    {"Icmp6.InType128",
     {.meaning = "Echo requests received: somebody pings this host.",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InEchos. Counted even if "
                "net.ipv6.icmp.echo_ignore_all forbids the answer.",
      .worry = "Monitoring pings steadily. Thousands per second are a flood or a scan.",
      .next = "Compare with Icmp6.OutType129; `tcpdump -ni any 'icmp6[0]=128'` names the senders."},
     {.meaning = "受信したエコー要求の数。誰かがこのホストに ping している。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InEchos としても出る。net.ipv6.icmp.echo_ignore_all "
                "で応答しない場合も数える。",
      .worry = "監視は定期的に ping する。毎秒数千なら ping flood かスキャンである。",
      .next = "Icmp6.OutType129 と比べる。送信元は `tcpdump -ni any 'icmp6[0]=128'` で見る。"}},
    {"Icmp6.InType129",
     {.meaning = "Echo replies received: answers to pings from this host.",
      .raised = "`icmpv6_rcv`; also printed as Icmp6.InEchoReplies. The socket that asked gets it.",
      .worry = "Normal while something here pings. Unasked replies mean a forged source address.",
      .next = "Compare with Icmp6.OutType128; `tcpdump -ni any 'icmp6[0]=129'`."},
     {.meaning = "受信したエコー応答の数。このホストからの ping への答えである。",
      .raised = "`icmpv6_rcv` で増え、Icmp6.InEchoReplies としても出る。要求したソケットに渡る。",
      .worry = "ping "
               "を実行していれば普通である。要求していないのに届くなら、送信元アドレスが詐称されて"
               "いる。",
      .next = "Icmp6.OutType128 と比べ、`tcpdump -ni any 'icmp6[0]=129'` で見る。"}},
    {"Icmp6.InType130",
     {.meaning = "Multicast listener queries received (MLD): a router or switch asks which groups "
                 "are wanted.",
      .raised = "`icmpv6_rcv`, then `igmp6_event_query`; also printed as Icmp6.InGroupMembQueries.",
      .worry = "One every two minutes or so is normal. None behind a switch with MLD snooping can "
               "break multicast.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'`; compare with Icmp6.OutType143."},
     {.meaning = "受信したマルチキャストリスナークエリ (MLD) "
                 "の数。ルーターやスイッチが、必要なグループを尋ねている。",
      .raised =
          "`icmpv6_rcv` から `igmp6_event_query` に渡る。Icmp6.InGroupMembQueries としても出る。",
      .worry = "2 分に 1 回程度は普通である。MLD "
               "スヌーピングを行うスイッチの配下で来ないと、マルチキャストが届かなくなり得る。",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'` を見て、Icmp6.OutType143 と比べる。"}},
    {"Icmp6.InType131",
     {.meaning = "Multicast listener reports of version 1 received: a neighbour wants a group.",
      .raised =
          "`icmpv6_rcv`, then `igmp6_event_report`; also printed as Icmp6.InGroupMembResponses.",
      .worry = "Normal where old devices are on the link.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'`; `cat /proc/net/igmp6`."},
     {.meaning = "受信した MLDv1 "
                 "のマルチキャストリスナーレポートの数。近隣のホストがグループを必要としている。",
      .raised = "`icmpv6_rcv` から `igmp6_event_report` に渡る。Icmp6.InGroupMembResponses "
                "としても出る。",
      .worry = "古い機器があれば普通である。",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'` と `cat /proc/net/igmp6` を見る。"}},
    {"Icmp6.InType132",
     {.meaning = "Multicast listener done messages received (MLDv1): a neighbour leaves a group.",
      .raised = "`icmpv6_rcv` counts and ignores it; also printed as Icmp6.InGroupMembReductions.",
      .worry = "Normal in small numbers; no effect here.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'` shows MLD messages."},
     {.meaning =
          "受信したマルチキャストリスナー終了 (MLDv1) の数。近隣のホストがグループを抜けた。",
      .raised = "`icmpv6_rcv` が数えて無視する。Icmp6.InGroupMembReductions としても出る。",
      .worry = "少数なら普通で、影響はない。",
      .next = "MLD のメッセージは `tcpdump -ni IFACE 'ip6[6]=0'` で見える。"}},
    {"Icmp6.InType133",
     {.meaning = "Router solicitations received: a host of the link looks for a router.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; also printed as Icmp6.InRouterSolicits. A daemon "
                "such as radvd answers.",
      .worry = "Normal on a router. Many from one host mean that it gets no answer.",
      .next = "Compare with Icmp6.OutType134; `tcpdump -ni IFACE 'icmp6[0]=133'`."},
     {.meaning = "受信したルーター要請の数。リンク上のホストがルーターを探している。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InRouterSolicits "
                "としても出る。応答するのは radvd などのデーモンである。",
      .worry = "ルーターでは普通である。同じホストから多ければ、応答が届いていない。",
      .next = "Icmp6.OutType134 と比べ、`tcpdump -ni IFACE 'icmp6[0]=133'` で見る。"}},
    {"Icmp6.InType134",
     {.meaning = "Router advertisements received: a router announces itself, prefixes and the MTU.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; also printed as Icmp6.InRouterAdvertisements. "
                "Used only if accept_ra allows it.",
      .worry = "One every few minutes per router is normal. A standstill lets the default route "
               "expire; an unexpected sender is a rogue router.",
      .next = "`rdisc6 IFACE`, `tcpdump -vni IFACE 'icmp6[0]=134'`, `sysctl "
              "net.ipv6.conf.IFACE.accept_ra`."},
     {.meaning =
          "受信したルーター広告の数。ルーターが自分自身、プレフィックス、MTU を知らせている。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InRouterAdvertisements "
                "としても出る。accept_ra が許すときだけ使う。",
      .worry = "ルーターごとに数分に 1 "
               "回程度は普通である。途絶えるとデフォルト経路が期限切れになり、見知らぬ送信元なら不"
               "正なルーターである。",
      .next = "`rdisc6 IFACE`、`tcpdump -vni IFACE 'icmp6[0]=134'`、`sysctl "
              "net.ipv6.conf.IFACE.accept_ra` を見る。"}},
    {"Icmp6.InType135",
     {.meaning = "Neighbour solicitations received: somebody asks for this host's link-layer "
                 "address or tests an address for duplicates.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; also printed as Icmp6.InNeighborSolicits.",
      .worry = "Normal, like ARP requests. Thousands per second are a subnet scan or a storm.",
      .next = "Compare with Icmp6.OutType136; `tcpdump -ni IFACE 'icmp6[0]=135'`."},
     {.meaning = "受信した近隣要請の数。リンク層アドレスの問い合わせか、アドレスの重複検査である。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InNeighborSolicits としても出る。",
      .worry =
          "ARP "
          "要求と同じく普通に増える。毎秒数千なら、サブネットのスキャンか大量送信(flood)である。",
      .next = "Icmp6.OutType136 と比べ、`tcpdump -ni IFACE 'icmp6[0]=135'` で見る。"}},
    {"Icmp6.InType136",
     {.meaning = "Neighbour advertisements received: answers with link-layer addresses, or "
                 "announcements of a changed one.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; also printed as Icmp6.InNeighborAdvertisements.",
      .worry = "Should follow Icmp6.OutType135. Many unasked ones are a failover of a virtual "
               "address, or spoofing.",
      .next = "`ip -6 neigh`; `tcpdump -vni IFACE 'icmp6[0]=136'`."},
     {.meaning = "受信した近隣広告の数。リンク層アドレスの応答、または変更の通知である。",
      .raised =
          "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InNeighborAdvertisements としても出る。",
      .worry = "Icmp6.OutType135 "
               "とほぼ同じになる。要求していないのに多ければ、仮想アドレスの切り替えか、なりすまし"
               "である。",
      .next = "`ip -6 neigh` と `tcpdump -vni IFACE 'icmp6[0]=136'` を見る。"}},
    {"Icmp6.InType137",
     {.meaning = "Redirects received: a router says that a better next hop exists on the link.",
      .raised = "`icmpv6_rcv`, then `ndisc_rcv`; also printed as Icmp6.InRedirects. Obeyed only if "
                "accept_redirects is 1 and the host does not forward.",
      .worry = "A few are normal with several routers. Unexpected ones may be an attack.",
      .next = "`tcpdump -vni any 'icmp6[0]=137'`, `sysctl -a | grep 'ipv6.*accept_redirects'`."},
     {.meaning = "受信したリダイレクトの数。同じリンク上にもっと良い次ホップがあるとルーターが知ら"
                 "せている。",
      .raised = "`icmpv6_rcv` から `ndisc_rcv` に渡る。Icmp6.InRedirects "
                "としても出る。accept_redirects が 1 で、転送しないホストだけが従う。",
      .worry = "ルーターが複数あれば少数は普通である。心当たりがなければ攻撃の可能性がある。",
      .next = "`tcpdump -vni any 'icmp6[0]=137'` と `sysctl -a | grep 'ipv6.*accept_redirects'` "
              "を見る。"}},
    {"Icmp6.InType138",
     {.meaning = "Router renumbering messages received: an administrator's tool asks routers to "
                 "change their prefixes.",
      .raised = "`icmpv6_rcv` counts and ignores it; Linux does not implement it.",
      .worry = "Should be 0: hardly anybody uses it, so a scanner or an attack is likelier.",
      .next = "`tcpdump -Xni any 'icmp6[0]=138'` names the sender."},
     {.meaning = "受信したルーターリナンバリングの数。管理ツールがルーターにプレフィックスの変更を"
                 "求めるものである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は実装していない。",
      .worry = "0 のはずの値。使う者はほとんどないので、スキャナか攻撃の可能性が高い。",
      .next = "`tcpdump -Xni any 'icmp6[0]=138'` で送信元を調べる。"}},
    {"Icmp6.InType139",
     {.meaning =
          "Node information queries received: somebody asks this host for its name or addresses.",
      .raised = "`icmpv6_rcv` counts and ignores it; only a daemon (ninfod) would answer.",
      .worry = "Rare: scanners, or ping6 -N from BSD or old iputils. Nothing is revealed unless "
               "such a daemon runs.",
      .next = "`tcpdump -Xni any 'icmp6[0]=139'` names the sender."},
     {.meaning = "受信したノード情報問い合わせの数。このホストの名前やアドレスを尋ねている。",
      .raised = "`icmpv6_rcv` が数えて無視する。応答するのはデーモン (ninfod) だけである。",
      .worry = "まれで、スキャナか、BSD や古い iputils の ping6 -N "
               "による。デーモンがなければ何も知られない。",
      .next = "`tcpdump -Xni any 'icmp6[0]=139'` で送信元を調べる。"}},
    {"Icmp6.InType140",
     {.meaning =
          "Node information responses received: answers about another host's name or addresses.",
      .raised = "`icmpv6_rcv` counts and ignores it; a program reads it from a raw socket.",
      .worry = "Normal only if somebody here asked; otherwise forged.",
      .next = "Compare with Icmp6.OutType139; `tcpdump -Xni any 'icmp6[0]=140'`."},
     {.meaning = "受信したノード情報応答の数。他ホストの名前やアドレスについての答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。プログラムは raw ソケットで読む。",
      .worry = "このホストから尋ねていれば普通で、そうでなければ詐称である。",
      .next = "Icmp6.OutType139 と比べ、`tcpdump -Xni any 'icmp6[0]=140'` で見る。"}},
    {"Icmp6.InType141",
     {.meaning = "Inverse neighbour discovery solicitations received: somebody knows a link-layer "
                 "address and asks for the IPv6 address.",
      .raised =
          "`icmpv6_rcv` counts and ignores it; meant for Frame Relay, Linux has no use for it.",
      .worry = "Should be 0 on Ethernet.",
      .next = "`tcpdump -Xni any 'icmp6[0]=141'` names the sender."},
     {.meaning =
          "受信した逆近隣探索要請の数。リンク層アドレスから IPv6 アドレスを尋ねるものである。",
      .raised = "`icmpv6_rcv` が数えて無視する。フレームリレー用で、Linux は実装していない。",
      .worry = "Ethernet では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=141'` で送信元を調べる。"}},
    {"Icmp6.InType142",
     {.meaning = "Inverse neighbour discovery advertisements received: the answer to type 141.",
      .raised = "`icmpv6_rcv` counts and ignores it: Linux has no use for it.",
      .worry = "Should be 0 on Ethernet.",
      .next = "`tcpdump -Xni any 'icmp6[0]=142'` names the sender."},
     {.meaning = "受信した逆近隣探索広告の数。タイプ 141 への答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は実装していない。",
      .worry = "Ethernet では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=142'` で送信元を調べる。"}},
    {"Icmp6.InType143",
     {.meaning =
          "Multicast listener reports received (MLDv2): neighbours say which groups they want.",
      .raised = "`icmpv6_rcv` counts and ignores them; also printed as Icmp6.InMLDv2Reports.",
      .worry = "Normal after each query and when hosts start.",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'`; on a bridge `bridge mdb show`."},
     {.meaning = "受信したマルチキャストリスナーレポート (MLDv2) "
                 "の数。近隣のホストが必要なグループを知らせている。",
      .raised = "`icmpv6_rcv` が数えて無視する。Icmp6.InMLDv2Reports としても出る。",
      .worry = "クエリのたびとホストの起動時に送られるので普通である。",
      .next = "`tcpdump -ni IFACE 'ip6[6]=0'`、ブリッジでは `bridge mdb show` を見る。"}},
    {"Icmp6.InType144",
     {.meaning = "Home agent address discovery requests received (Mobile IPv6): a mobile node "
                 "looks for its home agent.",
      .raised =
          "`icmpv6_rcv` counts and ignores it; a Mobile IPv6 daemon reads it from a raw socket.",
      .worry = "Should be 0 unless this host is a home agent.",
      .next = "`tcpdump -Xni any 'icmp6[0]=144'` names the sender."},
     {.meaning = "受信したホームエージェントアドレス発見要求 (Mobile IPv6) "
                 "の数。移動ノードがホームエージェントを探している。",
      .raised = "`icmpv6_rcv` が数えて無視する。Mobile IPv6 のデーモンは raw ソケットで読む。",
      .worry = "このホストがホームエージェントでなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=144'` で送信元を調べる。"}},
    {"Icmp6.InType145",
     {.meaning =
          "Home agent address discovery replies received (Mobile IPv6): the answer to type 144.",
      .raised =
          "`icmpv6_rcv` counts and ignores it; a Mobile IPv6 daemon reads it from a raw socket.",
      .worry = "Should be 0 unless this host is a mobile node.",
      .next = "`tcpdump -Xni any 'icmp6[0]=145'` names the sender."},
     {.meaning = "受信したホームエージェントアドレス発見応答 (Mobile IPv6) の数。タイプ 144 "
                 "への答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Mobile IPv6 のデーモンは raw ソケットで読む。",
      .worry = "このホストが移動ノードでなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=145'` で送信元を調べる。"}},
    {"Icmp6.InType146",
     {.meaning = "Mobile prefix solicitations received (Mobile IPv6): a mobile node asks for the "
                 "prefixes of its home network.",
      .raised =
          "`icmpv6_rcv` counts and ignores it; a Mobile IPv6 daemon reads it from a raw socket.",
      .worry = "Should be 0 unless this host is a home agent.",
      .next = "`tcpdump -Xni any 'icmp6[0]=146'` names the sender."},
     {.meaning = "受信したモバイルプレフィックス要請 (Mobile IPv6) "
                 "の数。移動ノードがホームネットワークのプレフィックスを尋ねている。",
      .raised = "`icmpv6_rcv` が数えて無視する。Mobile IPv6 のデーモンは raw ソケットで読む。",
      .worry = "このホストがホームエージェントでなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=146'` で送信元を調べる。"}},
    {"Icmp6.InType147",
     {.meaning = "Mobile prefix advertisements received (Mobile IPv6): the answer to type 146.",
      .raised =
          "`icmpv6_rcv` counts and ignores it; a Mobile IPv6 daemon reads it from a raw socket.",
      .worry = "Should be 0 unless this host is a mobile node.",
      .next = "`tcpdump -Xni any 'icmp6[0]=147'` names the sender."},
     {.meaning =
          "受信したモバイルプレフィックス広告 (Mobile IPv6) の数。タイプ 146 への答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Mobile IPv6 のデーモンは raw ソケットで読む。",
      .worry = "このホストが移動ノードでなければ 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=147'` で送信元を調べる。"}},
    {"Icmp6.InType148",
     {.meaning = "Certification path solicitations received (SEND, secure neighbour discovery): a "
                 "host asks for a router's certificates.",
      .raised = "`icmpv6_rcv` counts and ignores it; Linux does not implement SEND.",
      .worry = "Should be 0: SEND is hardly used.",
      .next = "`tcpdump -Xni any 'icmp6[0]=148'` names the sender."},
     {.meaning = "受信した証明書パス要請 (SEND、近隣探索の保護) "
                 "の数。ホストがルーターの証明書を求めている。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は SEND を実装していない。",
      .worry = "SEND はほとんど使われていないので 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=148'` で送信元を調べる。"}},
    {"Icmp6.InType149",
     {.meaning = "Certification path advertisements received (SEND): the answer to type 148.",
      .raised = "`icmpv6_rcv` counts and ignores it; Linux does not implement SEND.",
      .worry = "Should be 0: SEND is hardly used.",
      .next = "`tcpdump -Xni any 'icmp6[0]=149'` names the sender."},
     {.meaning = "受信した証明書パス広告 (SEND) の数。タイプ 148 への答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は SEND を実装していない。",
      .worry = "SEND はほとんど使われていないので 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=149'` で送信元を調べる。"}},
    {"Icmp6.InType150",
     {.meaning = "Messages of experimental mobility protocols received (Seamoby).",
      .raised = "`icmpv6_rcv` counts and ignores it; a daemon could read it from a raw socket.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`tcpdump -Xni any 'icmp6[0]=150'` names the sender."},
     {.meaning = "受信した実験的モビリティプロトコル (Seamoby) のメッセージの数。",
      .raised = "`icmpv6_rcv` が数えて無視する。デーモンは raw ソケットで読める。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=150'` で送信元を調べる。"}},
    {"Icmp6.InType151",
     {.meaning = "Multicast router advertisements received: a multicast router makes itself known "
                 "to snooping switches.",
      .raised = "`icmpv6_rcv` counts and ignores it; a snooping bridge learns its router ports "
                "from it before.",
      .worry = "Normal where multicast routers or switches with this protocol (MRD) exist.",
      .next = "`bridge -d mdb show` lists router ports; `tcpdump -ni IFACE 'icmp6[0]=151 or "
              "ip6[6]=0'`."},
     {.meaning = "受信したマルチキャストルーター広告の数。マルチキャストルーターが、スヌーピングす"
                 "るスイッチに自分を知らせている。",
      .raised = "`icmpv6_rcv` "
                "が数えて無視する。スヌーピングするブリッジは、その前にルーターポートを学習する。",
      .worry = "このプロトコル (MRD) を使うマルチキャストルーターやスイッチがあれば普通である。",
      .next = "ルーターポートは `bridge -d mdb show`、パケットは `tcpdump -ni IFACE 'icmp6[0]=151 "
              "or ip6[6]=0'` で見る。"}},
    {"Icmp6.InType152",
     {.meaning =
          "Multicast router solicitations received: a snooping switch looks for multicast routers.",
      .raised = "`icmpv6_rcv` counts and ignores it; only multicast routing daemons answer.",
      .worry = "Normal behind switches with this protocol (MRD); no effect here.",
      .next = "`tcpdump -ni IFACE 'icmp6[0]=152 or ip6[6]=0'` names the switch."},
     {.meaning = "受信したマルチキャストルーター要請の数。スヌーピングするスイッチがマルチキャスト"
                 "ルーターを探している。",
      .raised =
          "`icmpv6_rcv` が数えて無視する。応答するのはマルチキャスト経路制御デーモンだけである。",
      .worry = "このプロトコル (MRD) を使うスイッチの配下では普通で、影響はない。",
      .next = "`tcpdump -ni IFACE 'icmp6[0]=152 or ip6[6]=0'` でスイッチを調べる。"}},
    {"Icmp6.InType153",
     {.meaning =
          "Multicast router terminations received: a multicast router stops routing on this link.",
      .raised = "`icmpv6_rcv` counts and ignores it.",
      .worry = "Rare; normal when such a router is shut down.",
      .next = "`tcpdump -ni IFACE 'icmp6[0]=153 or ip6[6]=0'` names the router."},
     {.meaning = "受信したマルチキャストルーター終了の数。マルチキャストルーターがこのリンクでの中"
                 "継をやめた。",
      .raised = "`icmpv6_rcv` が数えて無視する。",
      .worry = "まれで、ルーターの停止時には普通である。",
      .next = "`tcpdump -ni IFACE 'icmp6[0]=153 or ip6[6]=0'` でルーターを調べる。"}},
    {"Icmp6.InType154",
     {.meaning = "Fast handover messages received (FMIPv6): mobile nodes and access routers "
                 "prepare a change of network.",
      .raised = "`icmpv6_rcv` counts and ignores it; a daemon would read it from a raw socket.",
      .worry = "Should be 0 outside mobile networks.",
      .next = "`tcpdump -Xni any 'icmp6[0]=154'` names the sender."},
     {.meaning = "受信した高速ハンドオーバ (FMIPv6) "
                 "のメッセージの数。移動ノードとアクセスルーターがネットワークの切り替えを準備する"
                 "ものである。",
      .raised = "`icmpv6_rcv` が数えて無視する。デーモンは raw ソケットで読む。",
      .worry = "移動体ネットワーク以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=154'` で送信元を調べる。"}},
    {"Icmp6.InType155",
     {.meaning =
          "RPL control messages received: routing for low-power networks (sensors, smart meters).",
      .raised = "`icmpv6_rcv` counts and ignores it; an RPL daemon reads it from a raw socket.",
      .worry = "Should be 0 outside such networks.",
      .next = "`tcpdump -vni any 'icmp6[0]=155'` names the sender."},
     {.meaning = "受信した RPL 制御メッセージの数。省電力ネットワーク (センサ、スマートメータ) "
                 "の経路制御である。",
      .raised = "`icmpv6_rcv` が数えて無視する。RPL のデーモンは raw ソケットで読む。",
      .worry = "そのようなネットワーク以外では 0 のはずである。",
      .next = "`tcpdump -vni any 'icmp6[0]=155'` で送信元を調べる。"}},
    {"Icmp6.InType156",
     {.meaning = "Locator updates received (ILNPv6): an experimental protocol that separates "
                 "identity from location.",
      .raised = "`icmpv6_rcv` counts and ignores it: Linux has no use for it.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`tcpdump -Xni any 'icmp6[0]=156'` names the sender."},
     {.meaning = "受信したロケータ更新 (ILNPv6) の数。識別子と位置を分ける実験的プロトコルである。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は実装していない。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=156'` で送信元を調べる。"}},
    {"Icmp6.InType157",
     {.meaning = "Duplicate address requests received (6LoWPAN): a router of a low-power network "
                 "asks whether an address is taken.",
      .raised = "`icmpv6_rcv` counts and ignores it; a border router daemon would read it.",
      .worry = "Should be 0 outside 6LoWPAN networks.",
      .next = "`tcpdump -Xni any 'icmp6[0]=157'` names the sender."},
     {.meaning = "受信した重複アドレス要求 (6LoWPAN) "
                 "の数。省電力ネットワークのルーターが、アドレスの使用状況を尋ねている。",
      .raised = "`icmpv6_rcv` が数えて無視する。境界ルーターのデーモンが読むものである。",
      .worry = "6LoWPAN 以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=157'` で送信元を調べる。"}},
    {"Icmp6.InType158",
     {.meaning = "Duplicate address confirmations received (6LoWPAN): the answer to type 157.",
      .raised = "`icmpv6_rcv` counts and ignores it.",
      .worry = "Should be 0 outside 6LoWPAN networks.",
      .next = "`tcpdump -Xni any 'icmp6[0]=158'` names the sender."},
     {.meaning = "受信した重複アドレス確認 (6LoWPAN) の数。タイプ 157 への答えである。",
      .raised = "`icmpv6_rcv` が数えて無視する。",
      .worry = "6LoWPAN 以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=158'` で送信元を調べる。"}},
    {"Icmp6.InType159",
     {.meaning = "MPL control messages received: multicast forwarding in low-power networks.",
      .raised = "`icmpv6_rcv` counts and ignores it: Linux has no use for it.",
      .worry = "Should be 0 outside such networks.",
      .next = "`tcpdump -Xni any 'icmp6[0]=159'` names the sender."},
     {.meaning = "受信した MPL 制御メッセージの数。省電力ネットワークのマルチキャスト転送である。",
      .raised = "`icmpv6_rcv` が数えて無視する。Linux は実装していない。",
      .worry = "そのようなネットワーク以外では 0 のはずである。",
      .next = "`tcpdump -Xni any 'icmp6[0]=159'` で送信元を調べる。"}},
    {"Icmp6.InType160",
     {.meaning = "Extended echo requests received (PROBE): somebody asks whether an interface of "
                 "this host is up.",
      .raised = "`icmpv6_rcv`. Linux 5.13 and later answer if net.ipv4.icmp_echo_enable_probe is 1 "
                "(that IPv4 sysctl governs both; 0 by default).",
      .worry = "Rare. An unwanted one reveals interface states if PROBE is on.",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe`; compare with Icmp6.OutType161."},
     {.meaning =
          "受信した拡張エコー要求 (PROBE) の数。このホストのインターフェースが有効かを尋ねている。",
      .raised = "`icmpv6_rcv` で増える。Linux 5.13 以降は net.ipv4.icmp_echo_enable_probe (IPv6 "
                "にも効く。既定は 0) が 1 なら応答する。",
      .worry = "まれである。PROBE "
               "を有効にしていると、望まない相手にもインターフェースの状態が知られる。",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe` を確かめ、Icmp6.OutType161 と比べる。"}},
    {"Icmp6.InType161",
     {.meaning =
          "Extended echo replies received (PROBE): answers about an interface of another host.",
      .raised = "`icmpv6_rcv`; passed to the ping socket that asked (Linux 5.13 and later).",
      .worry = "Normal if somebody here uses PROBE; otherwise forged.",
      .next = "Compare with Icmp6.OutType160; `tcpdump -ni any 'icmp6[0]=161'`."},
     {.meaning =
          "受信した拡張エコー応答 (PROBE) の数。他のホストのインターフェースについての答えである。",
      .raised = "`icmpv6_rcv` で増え、要求した ping ソケットに渡る (Linux 5.13 以降)。",
      .worry = "このホストで PROBE を使っていれば普通で、そうでなければ詐称である。",
      .next = "Icmp6.OutType160 と比べ、`tcpdump -ni any 'icmp6[0]=161'` で見る。"}},
    {"Icmp6.InType200",
     {.meaning = "Messages received of type 200, set aside for private experiments.",
      .raised = "`icmpv6_rcv` counts and ignores it; a program could read it from a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`tcpdump -Xni any 'icmp6[0]=200'` shows sender and content."},
     {.meaning = "受信したタイプ 200 のメッセージの数。私的な実験用の番号である。",
      .raised = "`icmpv6_rcv` が数えて無視する。プログラムは raw ソケットで読める。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "`tcpdump -Xni any 'icmp6[0]=200'` で送信元と中身を見る。"}},
    {"Icmp6.InType201",
     {.meaning = "Messages received of type 201, set aside for private experiments.",
      .raised = "`icmpv6_rcv` counts and ignores it; a program could read it from a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`tcpdump -Xni any 'icmp6[0]=201'` shows sender and content."},
     {.meaning = "受信したタイプ 201 のメッセージの数。私的な実験用の番号である。",
      .raised = "`icmpv6_rcv` が数えて無視する。プログラムは raw ソケットで読める。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "`tcpdump -Xni any 'icmp6[0]=201'` で送信元と中身を見る。"}},
    {"Icmp6.OutType",
     {.meaning = "Icmp6.OutType<N> is the number of ICMPv6 messages sent of type N (0 to 255, as "
                 "assigned by IANA). A line exists only for types that occurred.",
      .raised = "The kernel itself sends 1 to 4, 129, 131 to 133, 135 to 137, 143 and 161; all "
                "others come from programs with ping or raw sockets. Many types also have a line "
                "with a name, such as Icmp6.OutEchos for type 128.",
      .worry = "Types 1 to 4, 128, 129, 133, 135, 136 and 143 are everyday. A type that the kernel "
               "does not send means a daemon or a scanner with a raw socket.",
      .next = "`bpfnetstat explain Icmp6.OutType135` and so on explains one type; `ss -f inet6 "
              "-wnp` lists raw sockets; `tcpdump -vni any -Q out 'icmp6[0]=N'`."},
     {.meaning = "Icmp6.OutType<N> は、タイプ N (IANA が割り当てる 0 から 255) の送信 ICMPv6 "
                 "メッセージの数である。一度でも起きたタイプの行だけが出る。",
      .raised = "カーネル自身が送るのは 1〜4、129、131〜133、135〜137、143、161 で、他は ping "
                "ソケットや raw ソケットを使うプログラムが送る。Icmp6.OutEchos (タイプ 128) "
                "のように、名前付きの行もあるタイプが多い。",
      .worry =
          "1〜4、128、129、133、135、136、143 は日常的である。カーネルが送らないタイプなら、raw "
          "ソケットを使うデーモンかスキャナがある。",
      .next = "`bpfnetstat explain Icmp6.OutType135` のように個々のタイプを調べる。raw ソケットは "
              "`ss -f inet6 -wnp`、パケットは `tcpdump -vni any -Q out 'icmp6[0]=N'` で見る。"}},
    {"Icmp6.OutType1",
     {.meaning = "Destination unreachable sent: this host refused a packet. Codes: 0 no route, 1 "
                 "forbidden, 3 address, 4 port.",
      .raised = "`icmp6_send`; also printed as Icmp6.OutDestUnreachs.",
      .worry = "Code 4 with Udp6.NoPorts means a UDP service that is down, or a scan; code 3 on a "
               "router a dead host or a subnet scan.",
      .next = "`tcpdump -vni any -Q out 'icmp6[0]=1'` shows code and peer."},
     {.meaning = "送信した宛先到達不能の数。このホストがパケットを拒んだ。コードは 0 が経路なし、1 "
                 "が禁止、3 がアドレス、4 がポートである。",
      .raised = "`icmp6_send` で送り、Icmp6.OutDestUnreachs としても出る。",
      .worry = "Udp6.NoPorts を伴うコード 4 は UDP サービスの停止かスキャン、ルーターでのコード 3 "
               "は停止したホストかサブネットスキャンである。",
      .next = "`tcpdump -vni any -Q out 'icmp6[0]=1'` でコードと相手を見る。"}},
    {"Icmp6.OutType2",
     {.meaning = "Packet too big sent: this router told a sender to send smaller packets.",
      .raised = "`ip6_forward` and `ip6_fragment`; also printed as Icmp6.OutPktTooBigs.",
      .worry = "Normal at tunnels and smaller links. Endless repetition towards one sender means "
               "that the messages do not reach it.",
      .next = "Compare with Ip6.InTooBigErrors; `tcpdump -vni any -Q out 'icmp6[0]=2'`."},
     {.meaning = "送信したパケット過大の数。このルーターが送信元に、もっと小さく送るよう伝えた。",
      .raised = "`ip6_forward` と `ip6_fragment` で送り、Icmp6.OutPktTooBigs としても出る。",
      .worry = "トンネルや MTU "
               "の小さいリンクでは普通である。同じ送信元へ繰り返すなら、通知が届いていない。",
      .next = "Ip6.InTooBigErrors と比べ、`tcpdump -vni any -Q out 'icmp6[0]=2'` で見る。"}},
    {"Icmp6.OutType3",
     {.meaning = "Time exceeded sent: a packet's hop limit ran out here (code 0), or its fragments "
                 "did not all come (code 1).",
      .raised =
          "`ip6_forward` and `ip6frag_expire_frag_queue`; also printed as Icmp6.OutTimeExcds.",
      .worry = "On a router traceroute of others raises it. A fast rise is a routing loop.",
      .next = "Compare with Ip6.InHdrErrors and Ip6.ReasmTimeout; `tcpdump -vni any -Q out "
              "'icmp6[0]=3'`."},
     {.meaning = "送信した時間超過の数。ここでホップリミットが尽きた (コード 0) "
                 "か、フラグメントが揃わなかった (コード 1)。",
      .raised =
          "`ip6_forward` と `ip6frag_expire_frag_queue` で送り、Icmp6.OutTimeExcds としても出る。",
      .worry = "ルーターでは他者の traceroute で増える。急増は経路ループである。",
      .next = "Ip6.InHdrErrors、Ip6.ReasmTimeout と比べ、`tcpdump -vni any -Q out 'icmp6[0]=3'` "
              "で見る。"}},
    {"Icmp6.OutType4",
     {.meaning = "Parameter problem sent: this host could not process a header of a packet.",
      .raised = "`icmpv6_param_prob` and `ip6_protocol_deliver_rcu`; also printed as "
                "Icmp6.OutParmProblems.",
      .worry = "Rare: odd headers from scanners, or a protocol nobody here handles.",
      .next = "Compare with Ip6.InHdrErrors and Ip6.InUnknownProtos; `tcpdump -vni any -Q out "
              "'icmp6[0]=4'`."},
     {.meaning = "送信したパラメータ異常の数。このホストがパケットのヘッダーを処理できなかった。",
      .raised = "`icmpv6_param_prob` と `ip6_protocol_deliver_rcu` から送り、Icmp6.OutParmProblems "
                "としても出る。",
      .worry = "まれで、スキャナの変わったヘッダーか、このホストにないプロトコルによる。",
      .next = "Ip6.InHdrErrors、Ip6.InUnknownProtos と比べ、`tcpdump -vni any -Q out 'icmp6[0]=4'` "
              "で見る。"}},
    {"Icmp6.OutType100",
     {.meaning = "Error messages sent of type 100, set aside for private experiments.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したタイプ 100 のエラーメッセージの数。私的な実験用の番号である。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType101",
     {.meaning = "Error messages sent of type 101, set aside for private experiments.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したタイプ 101 のエラーメッセージの数。私的な実験用の番号である。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType128",
     {.meaning = "Echo requests sent: programs here ping others.",
      .raised = "Ping sockets and raw sockets; also printed as Icmp6.OutEchos.",
      .worry =
          "Normal with monitoring or keepalived. Many unknown ones are a scan that starts here.",
      .next = "Compare with Icmp6.InType129; `tcpdump -ni any -Q out 'icmp6[0]=128'`."},
     {.meaning = "送信したエコー要求の数。このホストのプログラムが他へ ping している。",
      .raised = "ping ソケットと raw ソケットから送り、Icmp6.OutEchos としても出る。",
      .worry =
          "監視や keepalived があれば普通である。心当たりなく多ければ、ここからスキャンしている。",
      .next = "Icmp6.InType129 と比べ、`tcpdump -ni any -Q out 'icmp6[0]=128'` で見る。"}},
    {"Icmp6.OutType129",
     {.meaning = "Echo replies sent: this host answered pings.",
      .raised = "`icmpv6_echo_reply`; also printed as Icmp6.OutEchoReplies.",
      .worry =
          "Should follow Icmp6.InType128. If it stays behind, answers are switched off or limited.",
      .next = "`sysctl -a | grep 'ipv6.icmp'` for echo_ignore_all and ratemask."},
     {.meaning = "送信したエコー応答の数。このホストが ping に答えた。",
      .raised = "`icmpv6_echo_reply` で送り、Icmp6.OutEchoReplies としても出る。",
      .worry = "Icmp6.InType128 とほぼ同じになるはずで、少なければ無効か制限されている。",
      .next = "`sysctl -a | grep 'ipv6.icmp'` で echo_ignore_all と ratemask を見る。"}},
    {"Icmp6.OutType130",
     {.meaning = "Multicast listener queries sent: a multicast routing daemon here asks for wanted "
                 "groups.",
      .raised = "Only a program with a raw socket; also printed as Icmp6.OutGroupMembQueries. "
                "Queries of a Linux bridge do not count.",
      .worry = "Normal on a multicast router only.",
      .next = "Check the multicast daemon; for a bridge `ip -d link show type bridge`."},
     {.meaning = "送信したマルチキャストリスナークエリの数。マルチキャスト経路制御デーモンが、必要"
                 "なグループを尋ねている。",
      .raised = "raw ソケットを使うプログラムだけが送り、Icmp6.OutGroupMembQueries "
                "としても出る。Linux ブリッジのクエリは数えない。",
      .worry = "マルチキャストルーターでだけ普通である。",
      .next =
          "マルチキャストのデーモンを確かめる。ブリッジは `ip -d link show type bridge` で見る。"}},
    {"Icmp6.OutType131",
     {.meaning = "Multicast listener reports of version 1 sent: this host wants a group on a link "
                 "that speaks MLDv1.",
      .raised = "`igmp6_send`; also printed as Icmp6.OutGroupMembResponses.",
      .worry = "Harmless. If you expect MLDv2, look for the device that sends old queries.",
      .next = "`sysctl net.ipv6.conf.IFACE.force_mld_version`; compare with Icmp6.OutType143."},
     {.meaning = "送信した MLDv1 のマルチキャストリスナーレポートの数。MLDv1 "
                 "のリンクでグループへの参加を知らせた。",
      .raised = "`igmp6_send` で送り、Icmp6.OutGroupMembResponses としても出る。",
      .worry = "無害である。MLDv2 のはずなら、古いクエリを送る機器を探す。",
      .next =
          "`sysctl net.ipv6.conf.IFACE.force_mld_version` を見て、Icmp6.OutType143 と比べる。"}},
    {"Icmp6.OutType132",
     {.meaning = "Multicast listener done messages sent: this host left a group on a link that "
                 "speaks MLDv1.",
      .raised = "`igmp6_send`; also printed as Icmp6.OutGroupMembReductions.",
      .worry = "Harmless.",
      .next = "See Icmp6.OutType131 for why MLDv1 is in use."},
     {.meaning = "送信したマルチキャストリスナー終了の数。MLDv1 のリンクでグループを抜けた。",
      .raised = "`igmp6_send` で送り、Icmp6.OutGroupMembReductions としても出る。",
      .worry = "無害である。",
      .next = "MLDv1 が使われる理由は Icmp6.OutType131 を見る。"}},
    {"Icmp6.OutType133",
     {.meaning =
          "Router solicitations sent: this host looked for routers after an interface came up.",
      .raised = "`ndisc_send_rs` and network managers; also printed as Icmp6.OutRouterSolicits.",
      .worry = "A few per interface start. Steady growth means that no router answers.",
      .next = "Compare with Icmp6.InType134; `rdisc6 IFACE`."},
     {.meaning = "送信したルーター要請の数。インターフェースの起動後にルーターを探した。",
      .raised = "`ndisc_send_rs` やネットワーク管理デーモンが送り、Icmp6.OutRouterSolicits "
                "としても出る。",
      .worry = "インターフェースの起動ごとに数回である。増え続けるなら、応答するルーターがない。",
      .next = "Icmp6.InType134 と比べ、`rdisc6 IFACE` を試す。"}},
    {"Icmp6.OutType134",
     {.meaning = "Router advertisements sent: a daemon here announces this host as an IPv6 router.",
      .raised = "Only a program with a raw socket such as radvd; also printed as "
                "Icmp6.OutRouterAdvertisements.",
      .worry = "Normal on routers. Anywhere else other hosts may send their traffic here.",
      .next = "`ss -f inet6 -wnp` finds the daemon; `tcpdump -vni any -Q out 'icmp6[0]=134'`."},
     {.meaning =
          "送信したルーター広告の数。このホストを IPv6 ルーターとしてデーモンが知らせている。",
      .raised = "radvd など raw ソケットを使うプログラムだけが送り、Icmp6.OutRouterAdvertisements "
                "としても出る。",
      .worry = "ルーターでは普通である。それ以外では、他のホストの通信がここへ来てしまう。",
      .next = "`ss -f inet6 -wnp` でデーモンを探し、`tcpdump -vni any -Q out 'icmp6[0]=134'` "
              "で見る。"}},
    {"Icmp6.OutType135",
     {.meaning = "Neighbour solicitations sent: this host asked for link-layer addresses or tested "
                 "an address of its own for duplicates.",
      .raised = "`ndisc_send_ns`; also printed as Icmp6.OutNeighborSolicits.",
      .worry = "Normal, like ARP requests. Far more than Icmp6.InType136 means that many addresses "
               "do not answer: a dead peer, or a subnet scan through this router.",
      .next = "`ip -6 neigh show nud failed`; `dmesg | grep 'neighbour table overflow'`."},
     {.meaning =
          "送信した近隣要請の数。リンク層アドレスの問い合わせか、自アドレスの重複検査である。",
      .raised = "`ndisc_send_ns` で送り、Icmp6.OutNeighborSolicits としても出る。",
      .worry = "ARP 要求と同じく普通に増える。Icmp6.InType136 "
               "よりはるかに多ければ、相手の停止か、このルーター越しのサブネットスキャンで、応答の"
               "ないアドレスが多い。",
      .next =
          "`ip -6 neigh show nud failed` と `dmesg | grep 'neighbour table overflow'` を見る。"}},
    {"Icmp6.OutType136",
     {.meaning = "Neighbour advertisements sent: this host told its link-layer address.",
      .raised = "`ndisc_send_na`; also printed as Icmp6.OutNeighborAdvertisements.",
      .worry = "Should follow Icmp6.InType135 for this host's addresses.",
      .next = "`ip -6 addr` (tentative, dadfailed); `tcpdump -ni IFACE -Q out 'icmp6[0]=136'`."},
     {.meaning = "送信した近隣広告の数。このホストのリンク層アドレスを知らせた。",
      .raised = "`ndisc_send_na` で送り、Icmp6.OutNeighborAdvertisements としても出る。",
      .worry = "自アドレスへの Icmp6.InType135 とほぼ同じになる。",
      .next = "`ip -6 addr` (tentative、dadfailed) を見て、`tcpdump -ni IFACE -Q out "
              "'icmp6[0]=136'` で確かめる。"}},
    {"Icmp6.OutType137",
     {.meaning = "Redirects sent: as a router, this host told a sender of a better next hop on the "
                 "sender's own link.",
      .raised = "`ndisc_send_redirect`; also printed as Icmp6.OutRedirects.",
      .worry = "Senders have a route that is not the best; their packets cross the link twice.",
      .next = "Correct the senders' routes; `tcpdump -vni any -Q out 'icmp6[0]=137'`."},
     {.meaning = "送信したリダイレクトの数。ルーターとして、送信元と同じリンクにもっと良い次ホップ"
                 "があると知らせた。",
      .raised = "`ndisc_send_redirect` で送り、Icmp6.OutRedirects としても出る。",
      .worry = "送信元の経路が最適でなく、パケットが同じリンクを 2 度通っている。",
      .next = "送信元の経路を直す。対象は `tcpdump -vni any -Q out 'icmp6[0]=137'` で分かる。"}},
    {"Icmp6.OutType138",
     {.meaning =
          "Router renumbering messages sent: a tool here asks routers to change their prefixes.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0: hardly anybody uses it.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したルーターリナンバリングの数。ルーターにプレフィックスの変更を求めている。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "使う者はほとんどないので 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType139",
     {.meaning = "Node information queries sent: a program here asks other hosts for their names "
                 "or addresses.",
      .raised = "Only a program with a raw socket, such as ping -N of iputils.",
      .worry = "Harmless if somebody asked on purpose; otherwise a scan.",
      .next = "Compare with Icmp6.InType140; `ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したノード情報問い合わせの数。他ホストの名前やアドレスを尋ねている。",
      .raised = "iputils の ping -N など raw ソケットを使うプログラムだけが送る。",
      .worry = "意図して尋ねたなら無害で、そうでなければスキャンである。",
      .next = "Icmp6.InType140 と比べる。raw ソケットを使うプログラムは `ss -f inet6 -wnp` "
              "で分かる。"}},
    {"Icmp6.OutType140",
     {.meaning =
          "Node information responses sent: a daemon here tells this host's name or addresses.",
      .raised = "Only a program with a raw socket, such as ninfod.",
      .worry = "Harmless on a trusted link; elsewhere it tells strangers about this host.",
      .next =
          "Stop ninfod if nobody needs it; `ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したノード情報応答の数。このホストの名前やアドレスをデーモンが教えている。",
      .raised = "ninfod など raw ソケットを使うプログラムだけが送る。",
      .worry = "信頼できるリンクでは無害だが、それ以外では見知らぬ相手に情報を与える。",
      .next = "不要なら ninfod を止める。raw ソケットを使うプログラムは `ss -f inet6 -wnp` "
              "で分かる。"}},
    {"Icmp6.OutType141",
     {.meaning = "Inverse neighbour discovery solicitations sent.",
      .raised = "Only a program with a raw socket; Linux does not implement it.",
      .worry = "Should be 0 on Ethernet.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した逆近隣探索要請の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は実装していない。",
      .worry = "Ethernet では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType142",
     {.meaning = "Inverse neighbour discovery advertisements sent.",
      .raised = "Only a program with a raw socket; Linux does not implement it.",
      .worry = "Should be 0 on Ethernet.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した逆近隣探索広告の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は実装していない。",
      .worry = "Ethernet では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType143",
     {.meaning = "Multicast listener reports sent (MLDv2): this host says which groups it wants.",
      .raised = "`mld_sendpack`; also printed as Icmp6.OutMLDv2Reports.",
      .worry = "Normal: every IPv6 address joins a group of its own. Many containers that come and "
               "go make many reports.",
      .next = "`ip -6 maddress` lists the groups."},
     {.meaning = "送信したマルチキャストリスナーレポート (MLDv2) "
                 "の数。このホストが必要なグループを知らせた。",
      .raised = "`mld_sendpack` で送り、Icmp6.OutMLDv2Reports としても出る。",
      .worry = "IPv6 "
               "アドレスごとに専用のグループへ参加するので普通である。コンテナの増減が激しいと多く"
               "なる。",
      .next = "参加中のグループは `ip -6 maddress` で見る。"}},
    {"Icmp6.OutType144",
     {.meaning = "Home agent address discovery requests sent (Mobile IPv6).",
      .raised = "Only a Mobile IPv6 daemon with a raw socket.",
      .worry = "Should be 0 unless this host is a mobile node.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したホームエージェントアドレス発見要求 (Mobile IPv6) の数。",
      .raised = "raw ソケットを使う Mobile IPv6 のデーモンだけが送る。",
      .worry = "このホストが移動ノードでなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType145",
     {.meaning = "Home agent address discovery replies sent (Mobile IPv6).",
      .raised = "Only a Mobile IPv6 daemon with a raw socket.",
      .worry = "Should be 0 unless this host is a home agent.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したホームエージェントアドレス発見応答 (Mobile IPv6) の数。",
      .raised = "raw ソケットを使う Mobile IPv6 のデーモンだけが送る。",
      .worry = "このホストがホームエージェントでなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType146",
     {.meaning = "Mobile prefix solicitations sent (Mobile IPv6).",
      .raised = "Only a Mobile IPv6 daemon with a raw socket.",
      .worry = "Should be 0 unless this host is a mobile node.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したモバイルプレフィックス要請 (Mobile IPv6) の数。",
      .raised = "raw ソケットを使う Mobile IPv6 のデーモンだけが送る。",
      .worry = "このホストが移動ノードでなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType147",
     {.meaning = "Mobile prefix advertisements sent (Mobile IPv6).",
      .raised = "Only a Mobile IPv6 daemon with a raw socket.",
      .worry = "Should be 0 unless this host is a home agent.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したモバイルプレフィックス広告 (Mobile IPv6) の数。",
      .raised = "raw ソケットを使う Mobile IPv6 のデーモンだけが送る。",
      .worry = "このホストがホームエージェントでなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType148",
     {.meaning = "Certification path solicitations sent (SEND, secure neighbour discovery).",
      .raised = "Only a program with a raw socket; Linux does not implement SEND.",
      .worry = "Should be 0 unless you run a SEND daemon.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した証明書パス要請 (SEND、近隣探索の保護) の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は SEND を実装していない。",
      .worry = "SEND のデーモンを動かしていなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType149",
     {.meaning = "Certification path advertisements sent (SEND).",
      .raised = "Only a program with a raw socket; Linux does not implement SEND.",
      .worry = "Should be 0 unless you run a SEND daemon.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した証明書パス広告 (SEND) の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は SEND を実装していない。",
      .worry = "SEND のデーモンを動かしていなければ 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType150",
     {.meaning = "Messages of experimental mobility protocols sent (Seamoby).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した実験的モビリティプロトコル (Seamoby) のメッセージの数。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType151",
     {.meaning = "Multicast router advertisements sent: a multicast routing daemon makes this host "
                 "known to snooping switches.",
      .raised = "Only a program with a raw socket.",
      .worry = "Normal on a multicast router only.",
      .next = "Check the multicast daemon; `ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したマルチキャストルーター広告の数。マルチキャスト経路制御デーモンが、このホ"
                 "ストをスヌーピングするスイッチに知らせている。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "マルチキャストルーターでだけ普通である。",
      .next = "マルチキャストのデーモンを確かめる。raw ソケットを使うプログラムは `ss -f inet6 "
              "-wnp` で分かる。"}},
    {"Icmp6.OutType152",
     {.meaning = "Multicast router solicitations sent: a program here looks for multicast routers.",
      .raised = "Only a program with a raw socket.",
      .worry = "Rare and harmless.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したマルチキャストルーター要請の数。このホストのプログラムがマルチキャストル"
                 "ーターを探している。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "まれで無害である。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType153",
     {.meaning = "Multicast router terminations sent: a multicast routing daemon stopped routing "
                 "on a link.",
      .raised = "Only a program with a raw socket.",
      .worry = "Normal when such a daemon is shut down.",
      .next = "Check the multicast daemon's log."},
     {.meaning = "送信したマルチキャストルーター終了の数。マルチキャスト経路制御デーモンがリンクで"
                 "の中継をやめた。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "デーモンの停止時には普通である。",
      .next = "マルチキャストのデーモンのログを見る。"}},
    {"Icmp6.OutType154",
     {.meaning = "Fast handover messages sent (FMIPv6).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 outside mobile networks.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した高速ハンドオーバ (FMIPv6) のメッセージの数。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "移動体ネットワーク以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType155",
     {.meaning = "RPL control messages sent: routing for low-power networks.",
      .raised = "Only an RPL daemon with a raw socket.",
      .worry = "Normal on a border router of such a network, otherwise 0.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した RPL 制御メッセージの数。省電力ネットワークの経路制御である。",
      .raised = "raw ソケットを使う RPL のデーモンだけが送る。",
      .worry = "省電力ネットワークの境界ルーターなら普通で、それ以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType156",
     {.meaning = "Locator updates sent (ILNPv6), an experimental protocol.",
      .raised = "Only a program with a raw socket; Linux does not implement it.",
      .worry = "Should be 0 outside a laboratory.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信したロケータ更新 (ILNPv6) の数。実験的プロトコルである。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は実装していない。",
      .worry = "実験環境以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType157",
     {.meaning = "Duplicate address requests sent (6LoWPAN).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 outside 6LoWPAN networks.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した重複アドレス要求 (6LoWPAN) の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "6LoWPAN 以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType158",
     {.meaning = "Duplicate address confirmations sent (6LoWPAN).",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 outside 6LoWPAN networks.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した重複アドレス確認 (6LoWPAN) の数。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "6LoWPAN 以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType159",
     {.meaning = "MPL control messages sent: multicast forwarding in low-power networks.",
      .raised = "Only a program with a raw socket; Linux does not implement it.",
      .worry = "Should be 0 outside such networks.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets."},
     {.meaning = "送信した MPL 制御メッセージの数。省電力ネットワークのマルチキャスト転送である。",
      .raised = "raw ソケットを使うプログラムだけが送る。Linux は実装していない。",
      .worry = "そのようなネットワーク以外では 0 のはずである。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp` で分かる。"}},
    {"Icmp6.OutType160",
     {.meaning = "Extended echo requests sent (PROBE): a program here asks whether an interface of "
                 "another host is up.",
      .raised = "Ping sockets (Linux 5.13 and later) or raw sockets; the kernel itself never asks.",
      .worry = "Normal while somebody uses PROBE.",
      .next = "Compare with Icmp6.InType161; `tcpdump -ni any -Q out 'icmp6[0]=160'`."},
     {.meaning =
          "送信した拡張エコー要求 (PROBE) "
          "の数。他のホストのインターフェースが有効かを、このホストのプログラムが尋ねている。",
      .raised = "ping ソケット (Linux 5.13 以降) か raw ソケットから送る。カーネル自身は送らない。",
      .worry = "PROBE を使っていれば普通である。",
      .next = "Icmp6.InType161 と比べ、`tcpdump -ni any -Q out 'icmp6[0]=160'` で見る。"}},
    {"Icmp6.OutType161",
     {.meaning =
          "Extended echo replies sent (PROBE): this host told the state of one of its interfaces.",
      .raised = "`icmpv6_echo_reply` with `icmp_build_probe`, only if "
                "net.ipv4.icmp_echo_enable_probe is 1 (Linux 5.13 and later).",
      .worry = "Normal where PROBE is wanted. Elsewhere switch it off: it tells strangers about "
               "interfaces.",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe`; compare with Icmp6.InType160."},
     {.meaning =
          "送信した拡張エコー応答 (PROBE) の数。このホストのインターフェースの状態を教えた。",
      .raised = "net.ipv4.icmp_echo_enable_probe が 1 のときだけ (Linux 5.13 "
                "以降)、`icmpv6_echo_reply` と `icmp_build_probe` が送る。",
      .worry = "PROBE が必要なら普通である。不要なら、見知らぬ相手に知らせないよう無効にする。",
      .next = "`sysctl net.ipv4.icmp_echo_enable_probe` を確かめ、Icmp6.InType160 と比べる。"}},
    {"Icmp6.OutType200",
     {.meaning = "Messages sent of type 200, set aside for private experiments.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets; `tcpdump -Xni any -Q out "
              "'icmp6[0]=200'` shows the content."},
     {.meaning = "送信したタイプ 200 のメッセージの数。私的な実験用の番号である。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp`、中身は `tcpdump -Xni any -Q out "
              "'icmp6[0]=200'` で見る。"}},
    {"Icmp6.OutType201",
     {.meaning = "Messages sent of type 201, set aside for private experiments.",
      .raised = "Only a program with a raw socket.",
      .worry = "Should be 0 unless you run such an experiment; it may be a covert channel.",
      .next = "`ss -f inet6 -wnp` lists programs with raw sockets; `tcpdump -Xni any -Q out "
              "'icmp6[0]=201'` shows the content."},
     {.meaning = "送信したタイプ 201 のメッセージの数。私的な実験用の番号である。",
      .raised = "raw ソケットを使うプログラムだけが送る。",
      .worry = "実験していなければ 0 のはずである。隠れ通信の可能性がある。",
      .next = "raw ソケットを使うプログラムは `ss -f inet6 -wnp`、中身は `tcpdump -Xni any -Q out "
              "'icmp6[0]=201'` で見る。"}},
};

}  // namespace

std::span<const Topic> icmp_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
