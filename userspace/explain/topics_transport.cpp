// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // Tcp: /proc/net/snmp. IPv4 and IPv6 together.
    {"Tcp.RtoAlgorithm",
     {.meaning = "Not a counter: the number that the SNMP MIB gives to the algorithm for the "
                 "retransmission timeout. Linux always prints 1, \"other\".",
      .raised = "A constant of `tcp_mib_init`. The algorithm itself is that of RFC 6298 with "
                "Linux's refinements.",
      .worry = "Never changes and says nothing about health.",
      .next = "Nothing to do. `ss -ti` shows the measured `rto` and `rtt` of each connection."},
     {.meaning = "カウンターではない。再送タイムアウトの算出方法を SNMP MIB の番号で示す。Linux "
                 "では常に 1 (その他) である。",
      .raised = "`tcp_mib_init` が設定する定数である。実際の方法は RFC 6298 に Linux "
                "の改良を加えたものである。",
      .worry = "変わることはなく、健全さとは関係ない。",
      .next = "何もしなくてよい。接続ごとの `rto` と `rtt` の実測値は `ss -ti` で見る。"}},
    {"Tcp.RtoMin",
     {.meaning = "Not a counter: the least retransmission timeout, 200 milliseconds, as the kernel "
                 "was built.",
      .raised = "A constant of `tcp_mib_init`. It does not follow the settings that really lower "
                "or raise the limit: the route's rto_min, the sysctl net.ipv4.tcp_rto_min_us (from "
                "Linux 6.11 on), or BPF.",
      .worry = "Never changes. Do not conclude from it what a connection uses.",
      .next = "`ss -ti` shows the `rto` in use; `ip route show` shows rto_min; `sysctl "
              "net.ipv4.tcp_rto_min_us` where it exists."},
     {.meaning =
          "カウンターではない。再送タイムアウトの下限で、カーネルの組み込み値の 200 ミリ秒である。",
      .raised = "`tcp_mib_init` が設定する定数である。実際の下限を変える設定 (経路の "
                "rto_min、Linux 6.11 以降の sysctl net.ipv4.tcp_rto_min_us、BPF) には追従しない。",
      .worry = "変わることはない。接続が実際に使う値をここから判断してはならない。",
      .next = "実際の `rto` は `ss -ti`、経路の rto_min は `ip route show`、あれば `sysctl "
              "net.ipv4.tcp_rto_min_us` も見る。"}},
    {"Tcp.RtoMax",
     {.meaning = "Not a counter: the greatest retransmission timeout, 120000 milliseconds, as the "
                 "kernel was built.",
      .raised = "A constant of `tcp_mib_init`. It does not follow net.ipv4.tcp_rto_max_ms or "
                "TCP_RTO_MAX_MS of newer kernels.",
      .worry = "Never changes. With it a dead peer is noticed only after about 15 minutes of "
               "retransmissions (net.ipv4.tcp_retries2 = 15).",
      .next = "To give up sooner use TCP_USER_TIMEOUT, `sysctl net.ipv4.tcp_retries2`, or "
              "net.ipv4.tcp_rto_max_ms where it exists; `ss -to` shows running timers."},
     {.meaning = "カウンターではない。再送タイムアウトの上限で、カーネルの組み込み値の 120000 "
                 "ミリ秒である。",
      .raised = "`tcp_mib_init` が設定する定数である。新しいカーネルの net.ipv4.tcp_rto_max_ms や "
                "TCP_RTO_MAX_MS には追従しない。",
      .worry = "変わることはない。この上限では、相手の停止に気付くまで約 15 分の再送が続く "
               "(net.ipv4.tcp_retries2 = 15)。",
      .next = "早くあきらめるには、TCP_USER_TIMEOUT、`sysctl net.ipv4.tcp_retries2`、あれば "
              "net.ipv4.tcp_rto_max_ms を使う。動作中のタイマーは `ss -to` で見る。"}},
    {"Tcp.MaxConn",
     {.meaning = "Not a counter: the limit on the number of TCP connections as SNMP defines it. "
                 "Linux always prints -1: there is no fixed limit.",
      .raised = "A constant of `tcp_mib_init`.",
      .worry = "Never changes. Real limits are elsewhere: file descriptors, memory "
               "(net.ipv4.tcp_mem), local ports, connection tracking.",
      .next = "`ss -s`, `cat /proc/net/sockstat`, `ulimit -n`, `sysctl "
              "net.ipv4.ip_local_port_range net.netfilter.nf_conntrack_max`."},
     {.meaning = "カウンターではない。SNMP が定める TCP 接続数の上限で、Linux では常に "
                 "-1、すなわち固定の上限はない。",
      .raised = "`tcp_mib_init` が設定する定数である。",
      .worry = "変わることはない。実際の上限は、ファイルディスクリプタ、メモリ "
               "(net.ipv4.tcp_mem)、ローカルポート、コネクション追跡などで決まる。",
      .next = "`ss -s`、`cat /proc/net/sockstat`、`ulimit -n`、`sysctl "
              "net.ipv4.ip_local_port_range net.netfilter.nf_conntrack_max` を見る。"}},
    {"Tcp.ActiveOpens",
     {.meaning = "Connections that this host tried to open as a client, successful or not.",
      .raised = "`tcp_connect`, when the first SYN was sent (CLOSE to SYN_SENT). Repeated SYNs of "
                "the same attempt do not count.",
      .worry = "Ordinary. A high rate means short connections: consider keep-alive or a connection "
               "pool, and watch for used-up local ports and many TIME_WAIT.",
      .next = "Compare with Tcp.AttemptFails and TcpExt.TCPSynRetrans; `ss -tn state syn-sent` "
              "shows attempts under way; `bpfnetstat trace` shows them live."},
     {.meaning = "このホストがクライアントとして開こうとした接続の数。成否を問わない。",
      .raised = "最初の SYN を送ったとき (CLOSE から SYN_SENT) に `tcp_connect` "
                "で増える。同じ試みの SYN 再送は数えない。",
      .worry = "普通の値である。増え方が速ければ短命な接続が多い。keep-alive "
               "やコネクションプールを検討し、ローカルポートの枯渇と TIME_WAIT の多さに注意する。",
      .next = "Tcp.AttemptFails、TcpExt.TCPSynRetrans と比べる。試行中のものは `ss -tn state "
              "syn-sent`、動きは `bpfnetstat trace` で見る。"}},
    {"Tcp.PassiveOpens",
     {.meaning = "Connections that clients opened to listeners here and whose handshake completed.",
      .raised = "`tcp_create_openreq_child`, when the final ACK (or a SYN cookie's ACK) made a "
                "socket of the request. Not at the SYN, despite the name, and not at accept(2).",
      .worry = "Ordinary. If it rises more slowly than clients say they connect, SYNs or final "
               "ACKs are dropped before.",
      .next =
          "Compare with TcpExt.ListenDrops and TcpExt.ListenOverflows; `bpfnetstat drops` names "
          "the listener and cause, `bpfnetstat listeners` shows queues and accept rates."},
     {.meaning = "クライアントがこのホストのリスナーへ開き、ハンドシェイクが完了した接続の数。",
      .raised = "最後の ACK (または SYN クッキーの ACK) で要求がソケットになるときに "
                "`tcp_create_openreq_child` で増える。名前から想像される SYN 受信時でも、accept(2) "
                "のときでもない。",
      .worry = "普通の値である。クライアントの接続数より増え方が遅ければ、その前の SYN や最後の "
               "ACK が捨てられている。",
      .next = "TcpExt.ListenDrops、TcpExt.ListenOverflows と比べる。リスナーと原因は `bpfnetstat "
              "drops`、キューと accept の速さは `bpfnetstat listeners` で見る。"}},
    {"Tcp.AttemptFails",
     {.meaning = "Connections that ended before they were established: refused, timed out, or "
                 "reset during the handshake.",
      .raised = "`tcp_done` for a socket in SYN_SENT or SYN_RECV (a RST came, retries ran out, an "
                "ICMP error was fatal), and `tcp_check_req` when a client resets its half-open "
                "request. Requests that just time out on the server do not count, nor does a "
                "close(2) by the program while connecting.",
      .worry = "A steady share of Tcp.ActiveOpens means that a backend refuses or does not answer; "
               "health checks of a dead service look so. Without outgoing connections it means "
               "port scanners that reset half-open connections.",
      .next = "`ss -tn state syn-sent` for attempts without answer, TcpExt.TCPSynRetrans, "
              "TcpExt.EmbryonicRsts for resets of half-open ones; `bpfnetstat trace` shows "
              "SYN_SENT to CLOSE with the peer."},
     {.meaning =
          "確立する前に終わった接続の数。拒否、タイムアウト、ハンドシェイク中のリセットを含む。",
      .raised = "SYN_SENT や SYN_RECV のソケットが (RST の受信、再送回数切れ、致命的な ICMP "
                "エラーで) 終わるときの `tcp_done` "
                "と、クライアントがハーフオープンの要求をリセットしたときの `tcp_check_req` "
                "で増える。サーバー側で単に期限切れになった要求や、接続中のプログラムによる "
                "close(2) は数えない。",
      .worry = "Tcp.ActiveOpens "
               "に対する割合が一定なら、バックエンドが拒否しているか応答していない。停止したサービ"
               "スへのヘルスチェックもこうなる。外向きの接続がないのに増えるなら、ハーフオープンの"
               "ままリセットするポートスキャンである。",
      .next =
          "応答待ちは `ss -tn state syn-sent` と TcpExt.TCPSynRetrans、ハーフオープンのリセットは "
          "TcpExt.EmbryonicRsts を見る。`bpfnetstat trace` では SYN_SENT から CLOSE "
          "への遷移が相手とともに分かる。"}},
    {"Tcp.EstabResets",
     {.meaning = "Connections that went from ESTABLISHED or CLOSE_WAIT straight to CLOSE, without "
                 "the orderly exchange of FINs.",
      .raised = "`tcp_set_state`. Not only resets received, as netstat's sentence says: aborts by "
                "this host count as well (SO_LINGER of 0, retransmission or keepalive timeout, "
                "data left unread at close(2), `ss -K`).",
      .worry = "Some are normal: browsers, load balancers and health checks reset connections. A "
               "jump means a crashed peer, an idle timeout in a firewall or load balancer, or a "
               "program that aborts.",
      .next = "Compare with Tcp.OutRsts and TcpExt.TCPAbortOnData, TCPAbortOnClose, "
              "TCPAbortOnTimeout: what they do not explain was reset by peers. `tcpdump -ni any "
              "'tcp[13] & 4 != 0'` and `bpfnetstat trace` show which connections."},
     {.meaning = "FIN の交換をせず、ESTABLISHED か CLOSE_WAIT から直接 CLOSE になった接続の数。",
      .raised =
          "`tcp_set_state` で増える。netstat "
          "の文言は「受信したリセット」だが、それだけではない。このホストからの打ち切り (SO_LINGER "
          "が 0、再送や keepalive のタイムアウト、未読データを残した close(2)、`ss -K`) も数える。",
      .worry = "ブラウザ、ロードバランサ、ヘルスチェックがリセットするので、ある程度は普通である。"
               "急増は、相手のクラッシュ、ファイアウォールやロードバランサのアイドルタイムアウト、"
               "接続を打ち切るプログラムを示す。",
      .next = "Tcp.OutRsts と TcpExt.TCPAbortOnData、TCPAbortOnClose、TCPAbortOnTimeout "
              "と比べ、説明できない分が相手からのリセットである。どの接続かは `tcpdump -ni any "
              "'tcp[13] & 4 != 0'` や `bpfnetstat trace` で見る。"}},
    {"Tcp.CurrEstab",
     {.meaning = "Not a counter but a level: TCP connections that are established now, IPv4 and "
                 "IPv6 together.",
      .raised =
          "`tcp_set_state` adds and subtracts. ESTABLISHED only in old kernels; from Linux 6.10 on "
          "(and stable updates of 2024 for older ones) CLOSE_WAIT too, as the MIB asks.",
      .worry = "Judge it against what is usual for this host. A level that only rises is a "
               "connection leak; a sudden fall is an outage.",
      .next =
          "`ss -s` and `ss -tn state established | wc -l`; `ss -tn state close-wait` for "
          "connections that a program forgot to close; `bpfnetstat port N` for those of one port."},
     {.meaning =
          "カウンターではなく現在値。今確立している TCP 接続の数で、IPv4 と IPv6 の合計である。",
      .raised = "`tcp_set_state` が増減させる。古いカーネルは ESTABLISHED だけを、Linux 6.10 以降 "
                "(と旧系列の 2024 年以降の安定版) は MIB の定義どおり CLOSE_WAIT も数える。",
      .worry =
          "そのホストの平常値と比べて判断する。増える一方なら接続の閉じ忘れ、急減は障害である。",
      .next = "`ss -s` や `ss -tn state established | wc -l` を見る。閉じ忘れは `ss -tn state "
              "close-wait`、ポートごとの接続は `bpfnetstat port N` で分かる。"}},
    {"Tcp.InSegs",
     {.meaning = "TCP segments received, good and bad, IPv4 and IPv6 together.",
      .raised =
          "`tcp_v4_rcv` and `tcp_v6_rcv`, once per buffer: segments merged by GRO count as one.",
      .worry = "Ordinary traffic. Because of GRO it is smaller than the number of segments on the "
               "wire and must not be compared with Tcp.OutSegs, which counts each.",
      .next = "`ip -s link` for packets on the wire, `ethtool -k IFACE | grep "
              "generic-receive-offload`; Tcp.InErrs for bad ones."},
     {.meaning =
          "受信した TCP セグメントの数。正常なものも壊れたものも、IPv4 と IPv6 を合わせて数える。",
      .raised = "`tcp_v4_rcv` と `tcp_v6_rcv` がバッファごとに 1 を加える。GRO "
                "でまとめられたセグメントは 1 と数える。",
      .worry = "通常の通信量である。GRO のため回線上のセグメント数より小さく、1 つずつ数える "
               "Tcp.OutSegs と比べてはならない。",
      .next = "回線上のパケット数は `ip -s link`、GRO の状態は `ethtool -k IFACE | grep "
              "generic-receive-offload`、壊れたものは Tcp.InErrs を見る。"}},
    {"Tcp.OutSegs",
     {.meaning = "TCP segments sent, without retransmissions: data, ACKs, SYNs, FINs and RSTs.",
      .raised = "`__tcp_transmit_skb`, with each segment of a TSO buffer counted; SYN-ACKs "
                "(`tcp_make_synack`) and resets without a socket count too. Retransmitted data is "
                "in Tcp.RetransSegs only.",
      .worry = "Ordinary traffic.",
      .next = "The base for the retransmission rate: growth of Tcp.RetransSegs divided by growth "
              "of this."},
     {.meaning = "送信した TCP セグメントの数。データ、ACK、SYN、FIN、RST を含み、再送は含まない。",
      .raised = "`__tcp_transmit_skb` が TSO のバッファ内のセグメントも 1 つずつ数える。SYN-ACK "
                "(`tcp_make_synack`) やソケットなしのリセットも含む。再送したデータは "
                "Tcp.RetransSegs にだけ数える。",
      .worry = "通常の通信量である。",
      .next = "再送率の分母になる。Tcp.RetransSegs の増分をこの増分で割る。"}},
    {"Tcp.RetransSegs",
     {.meaning = "TCP segments sent again: lost data, probes for loss, SYNs and SYN-ACKs.",
      .raised = "`__tcp_retransmit_skb` (each segment counts) and `tcp_rtx_synack`. The reasons "
                "are split in TcpExt: TCPFastRetrans, TCPSlowStartRetrans, TCPLossProbes, "
                "TCPSynRetrans, TCPTimeouts.",
      .worry = "Against Tcp.OutSegs, some tenths of a percent are normal across the Internet and "
               "nearly none in a data centre. Some percent hurt; a jump means loss on a path, an "
               "overloaded link or a peer that stopped.",
      .next = "`ss -ti` shows `retrans` per connection: find what the bad ones have in common "
              "(peer, interface, path). Then `ip -s link`, `tc -s qdisc`, `ethtool -S IFACE`, and "
              "TcpExt.TCPSpuriousRTOs or TCPDSACKRecv for needless ones."},
     {.meaning = "再び送った TCP セグメントの数。失われたデータ、損失の探査、SYN、SYN-ACK を含む。",
      .raised =
          "`__tcp_retransmit_skb` (セグメントごと) と `tcp_rtx_synack` で増える。理由の内訳は "
          "TcpExt の "
          "TCPFastRetrans、TCPSlowStartRetrans、TCPLossProbes、TCPSynRetrans、TCPTimeouts にある。",
      .worry = "Tcp.OutSegs に対して、インターネット越しなら 0.数 %、データセンタ内ならほぼ 0 "
               "が普通である。数 % "
               "になると影響が出る。急増は、経路での損失、回線の過負荷、相手の停止を示す。",
      .next = "`ss -ti` の `retrans` で接続ごとに見て、悪いものの共通点 "
              "(相手、インターフェース、経路) を探す。続けて `ip -s link`、`tc -s qdisc`、`ethtool "
              "-S IFACE` を見る。無駄な再送は TcpExt.TCPSpuriousRTOs や TCPDSACKRecv で分かる。"}},
    {"Tcp.InErrs",
     {.meaning = "TCP segments received that were bad: a wrong checksum, an impossible header "
                 "length, or a SYN inside an established connection.",
      .raised = "`tcp_v4_rcv` and `tcp_v6_rcv`; `tcp_rcv_established` for checksums tested late; "
                "`tcp_validate_incoming` for a SYN in an established connection, which is answered "
                "by a challenge ACK.",
      .worry =
          "Should be nearly 0. With Tcp.InCsumErrors it is corruption; with TcpExt.TCPSYNChallenge "
          "it is a peer that restarted and reuses its port, or forged SYNs.",
      .next = "Compare the two; then `ethtool -S IFACE`, or `tcpdump -vvni any 'tcp[13] & 2 != 0'` "
              "for unexpected SYNs."},
     {.meaning = "異常だった受信 TCP "
                 "セグメントの数。チェックサムの誤り、あり得ないヘッダー長、確立済みの接続への SYN "
                 "を含む。",
      .raised = "`tcp_v4_rcv` と `tcp_v6_rcv`、後から検査するチェックサムでは "
                "`tcp_rcv_established`、確立済みの接続への SYN (チャレンジ ACK で応答する) では "
                "`tcp_validate_incoming` で増える。",
      .worry = "ほとんど 0 のはずの値。Tcp.InCsumErrors を伴えば破損、TcpExt.TCPSYNChallenge "
               "を伴えば、再起動して同じポートを使う相手か、詐称された SYN である。",
      .next = "その 2 つと比べ、`ethtool -S IFACE` を見る。予期しない SYN は `tcpdump -vvni any "
              "'tcp[13] & 2 != 0'` で探す。"}},
    {"Tcp.OutRsts",
     {.meaning = "TCP resets that this host sent.",
      .raised =
          "`tcp_v4_send_reset` and `tcp_v6_send_response`: a segment for a closed port or an "
          "unknown connection, or net.ipv4.tcp_abort_on_overflow. `tcp_send_active_reset`: a "
          "program closed with unread data or with SO_LINGER 0, or a timeout ended the connection.",
      .worry = "Refusing connections to closed ports is normal; scanners cause a steady rate. A "
               "jump on a server means a service that is down (connection refused), a restarted "
               "load balancer, or a program that aborts connections.",
      .next = "`tcpdump -ni any -Q out 'tcp[13] & 4 != 0'` shows ports and peers. Compare with "
              "TcpExt.TCPAbortOnClose and TCPAbortOnData, and check that the service listens: `ss "
              "-ltn`."},
     {.meaning = "このホストが送った TCP リセットの数。",
      .raised =
          "閉じたポートや未知の接続へのセグメント、net.ipv4.tcp_abort_on_overflow では "
          "`tcp_v4_send_reset` と `tcp_v6_send_response`、未読データを残した close、SO_LINGER "
          "0、タイムアウトによる打ち切りでは `tcp_send_active_reset` で増える。",
      .worry = "閉じたポートへの接続を拒むのは普通で、スキャンがあると一定の速さで増える。サーバー"
               "での急増は、サービスの停止 "
               "(接続拒否)、ロードバランサの再起動、接続を打ち切るプログラムを示す。",
      .next = "`tcpdump -ni any -Q out 'tcp[13] & 4 != 0'` "
              "でポートと相手を見る。TcpExt.TCPAbortOnClose、TCPAbortOnData "
              "と比べ、サービスが待ち受けているか `ss -ltn` で確かめる。"}},
    {"Tcp.InCsumErrors",
     {.meaning = "TCP segments received with a wrong checksum.",
      .raised = "`tcp_v4_rcv`, `tcp_v6_rcv`, `tcp_rcv_established`; Tcp.InErrs rises with it. NICs "
                "that verify checksums still pass bad segments up, so they count.",
      .worry = "Should be 0. A rise means corruption that the link layer did not catch: a faulty "
               "NIC, switch memory or middlebox, or a driver whose checksum offload is broken. TCP "
               "sends the data again, so speed suffers and not content.",
      .next = "`ethtool -S IFACE`, `tcpdump -vvni any tcp | grep incorrect` (on the receiving side "
              "only: outgoing ones look wrong because of offload), `ethtool -K IFACE rx off` as a "
              "test."},
     {.meaning = "チェックサムが誤っていた受信 TCP セグメントの数。",
      .raised = "`tcp_v4_rcv`、`tcp_v6_rcv`、`tcp_rcv_established` で増え、Tcp.InErrs "
                "も増える。チェックサムを検査する NIC "
                "も壊れたセグメントを上に渡すので、ここに数えられる。",
      .worry = "0 であるべき値。増えるなら、リンク層で見つからない破損 "
               "(NIC、スイッチのメモリ、中間機器の故障) "
               "か、ドライバーのチェックサムオフロードの不具合である。TCP "
               "が再送するので、内容ではなく速度が損なわれる。",
      .next = "`ethtool -S IFACE` と `tcpdump -vvni any tcp | grep incorrect` を見る "
              "(送信側はオフロードのため誤りに見えるので、受信だけを見る)。`ethtool -K IFACE rx "
              "off` で試す。"}},
    // Udp: /proc/net/snmp. Sockets of IPv6 count here when the datagram is IPv4.
    {"Udp.InDatagrams",
     {.meaning = "UDP datagrams over IPv4 that programs here received.",
      .raised = "`udp_recvmsg`, when the program reads, not when the datagram arrives. Datagrams "
                "that a tunnel in the kernel takes (VXLAN, WireGuard, ESP in UDP) count on "
                "arrival. A datagram of UDP GRO counts once.",
      .worry = "Ordinary traffic. If it stands still while datagrams arrive (Ip.InDelivers grows), "
               "the program does not read: the socket buffer fills and Udp.RcvbufErrors follows.",
      .next = "`ss -uanp` (Recv-Q) shows unread bytes per socket; compare with Udp.InErrors."},
     {.meaning = "このホストのプログラムが受信した IPv4 の UDP データグラムの数。",
      .raised = "届いたときではなく、プログラムが読んだときに `udp_recvmsg` "
                "で増える。カーネル内のトンネル (VXLAN、WireGuard、UDP 上の ESP) "
                "が受け取るものは到着時に数える。UDP GRO でまとめたものは 1 と数える。",
      .worry = "通常の通信量である。届いている (Ip.InDelivers が増える) "
               "のに増えなければ、プログラムが読んでいない。ソケットバッファが埋まり、やがて "
               "Udp.RcvbufErrors が増える。",
      .next = "ソケットごとの未読バイト数は `ss -uanp` の Recv-Q で見る。Udp.InErrors と比べる。"}},
    {"Udp.NoPorts",
     {.meaning = "UDP datagrams over IPv4 for a port on which no socket here is bound.",
      .raised =
          "`udp_rcv`; ICMP port unreachable is sent (Icmp.OutDestUnreachs), within the ICMP rate "
          "limit. Multicast and broadcast nobody wants count in Udp.IgnoredMulti instead.",
      .worry = "A trickle from scanners is normal, and so are late answers to closed sockets "
               "(DNS). A steady high rate means a service that is down, a client with the wrong "
               "port, or a reflection attack.",
      .next = "`tcpdump -ni any 'icmp[0]=3 and icmp[1]=3'` quotes the refused datagrams with their "
              "ports; `ss -uanp` shows what is bound."},
     {.meaning = "このホストのどのソケットも使っていないポート宛てに届いた、IPv4 の UDP "
                 "データグラムの数。",
      .raised = "`udp_rcv` で増え、レート制限の範囲で ICMP ポート到達不能を送る "
                "(Icmp.OutDestUnreachs)。誰も必要としないマルチキャストとブロードキャストは "
                "Udp.IgnoredMulti に数える。",
      .worry = "スキャンや、閉じた後に届く応答 (DNS など) "
               "で少しずつ増えるのは普通である。一定の高い速さなら、サービスの停止、クライアントの"
               "ポート間違い、リフレクション攻撃を疑う。",
      .next = "`tcpdump -ni any 'icmp[0]=3 and icmp[1]=3'` "
              "で、拒んだデータグラムのポートが分かる。使用中のポートは `ss -uanp` で見る。"}},
    {"Udp.InErrors",
     {.meaning = "UDP datagrams over IPv4 that reached this host but not the program, for any "
                 "reason other than a missing port.",
      .raised = "`udp_queue_rcv_one_skb`, `__udp_queue_rcv_skb` and `udp_rcv`: full socket buffer "
                "(also Udp.RcvbufErrors), exhausted UDP memory (also Udp.MemErrors), wrong "
                "checksum (also Udp.InCsumErrors), a socket filter or IPsec policy that refused, a "
                "datagram that is too short.",
      .worry = "Each one is lost data, for UDP never sends again. What the three special counters "
               "do not explain is filters, policies and malformed datagrams.",
      .next = "Subtract Udp.RcvbufErrors, Udp.MemErrors and Udp.InCsumErrors; `ss -uanmp` shows "
              "drops per socket as d<N>, `/proc/net/udp` in its last column."},
     {.meaning = "届いたのにプログラムに渡らなかった IPv4 の UDP "
                 "データグラムの数。ポートがない場合を除くすべての理由を含む。",
      .raised =
          "`udp_queue_rcv_one_skb`、`__udp_queue_rcv_skb`、`udp_rcv` "
          "で増える。理由は、ソケットバッファ溢れ (Udp.RcvbufErrors も増える)、UDP メモリの枯渇 "
          "(Udp.MemErrors も増える)、チェックサムの誤り (Udp.InCsumErrors "
          "も増える)、ソケットフィルターや IPsec ポリシーの拒否、短すぎるデータグラムである。",
      .worry = "UDP は再送しないので、1 つ 1 つがデータの損失である。3 "
               "つの個別カウンターで説明できない分は、フィルター、ポリシー、形式の誤りである。",
      .next = "Udp.RcvbufErrors、Udp.MemErrors、Udp.InCsumErrors を引く。ソケットごとの破棄数は "
              "`ss -uanmp` の d<N> か `/proc/net/udp` の最終列で見る。"}},
    {"Udp.OutDatagrams",
     {.meaning = "UDP datagrams over IPv4 that programs here sent.",
      .raised = "`udp_send_skb`, when IP took the datagram. One send with UDP_SEGMENT (GSO) counts "
                "once though it makes many packets.",
      .worry = "Ordinary traffic. It does not say that the datagram left: queues below IP can "
               "still drop it.",
      .next = "Compare with Udp.SndbufErrors, `tc -s qdisc` and `ip -s link`."},
     {.meaning = "このホストのプログラムが送った IPv4 の UDP データグラムの数。",
      .raised = "IP が受け取ったときに `udp_send_skb` で増える。UDP_SEGMENT (GSO) による 1 "
                "回の送信は、多数のパケットになっても 1 と数える。",
      .worry = "通常の通信量である。実際に出て行ったことは意味せず、IP "
               "より下のキューで捨てられることもある。",
      .next = "Udp.SndbufErrors、`tc -s qdisc`、`ip -s link` と比べる。"}},
    {"Udp.RcvbufErrors",
     {.meaning = "UDP datagrams over IPv4 dropped because the receiving socket's buffer was full: "
                 "the program reads too slowly.",
      .raised = "`__udp_queue_rcv_skb`, when `__udp_enqueue_schedule_skb` finds no room. "
                "Udp.InErrors rises with it.",
      .worry = "The most usual loss of UDP on a host: DNS, syslog, statsd, media, QUIC. A burst at "
               "the start of a load peak can be bridged by a larger buffer; a steady rate means "
               "too little CPU or one thread where several are needed.",
      .next =
          "Find the socket: `ss -uanmp` (d<N> grows, Recv-Q near rb). Raise SO_RCVBUF and `sysctl "
          "net.core.rmem_max net.core.rmem_default`, or add threads with SO_REUSEPORT."},
     {.meaning = "受信ソケットのバッファが一杯で捨てた IPv4 の UDP "
                 "データグラムの数。プログラムの読み取りが追い付いていない。",
      .raised = "`__udp_enqueue_schedule_skb` に空きがないときに `__udp_queue_rcv_skb` "
                "で増え、Udp.InErrors も増える。",
      .worry = "ホストでの UDP 損失の最も多い原因である "
               "(DNS、syslog、statsd、動画・音声、QUIC)"
               "。負荷の始まりの一時的なものはバッファの拡大でしのげる。増え続けるなら、CPU "
               "不足か、スレッドが足りない。",
      .next = "`ss -uanmp` で d<N> が増え Recv-Q が rb に近いソケットを探す。SO_RCVBUF と `sysctl "
              "net.core.rmem_max net.core.rmem_default` を上げるか、SO_REUSEPORT "
              "でスレッドを増やす。"}},
    {"Udp.SndbufErrors",
     {.meaning = "UDP sends over IPv4 that failed for lack of buffer space: in the socket, or in "
                 "the queue of the interface.",
      .raised =
          "`udp_send_skb` when IP returns ENOBUFS (a full queue discipline), and `udp_sendmsg` "
          "with ENOBUFS or while the socket waits for space. Without IP_RECVERR the program does "
          "not even see the ENOBUFS: the datagram is lost silently.",
      .worry = "Each one is likely a lost datagram. A rise means that a program sends faster than "
               "the link or shaper passes on.",
      .next = "`tc -s qdisc` (dropped), `ip -s link`, `ss -uanmp` (Send-Q against tb); pace the "
              "sender, or raise SO_SNDBUF, txqueuelen or the shaper's limit."},
     {.meaning =
          "ソケットまたはインターフェースのキューに空きがなく失敗した、IPv4 の UDP 送信の数。",
      .raised = "IP が ENOBUFS を返したとき (qdisc が一杯) の `udp_send_skb` と、ENOBUFS "
                "やソケットの空き待ちでの `udp_sendmsg` で増える。IP_RECVERR "
                "がなければプログラムは ENOBUFS も受け取らず、データグラムは黙って失われる。",
      .worry = "多くは 1 "
               "つがデータグラムの損失である。増えるなら、回線やシェーパが流せるより速くプログラム"
               "が送っている。",
      .next = "`tc -s qdisc` (dropped)、`ip -s link`、`ss -uanmp` (Send-Q と tb) "
              "を見る。送信を平準化するか、SO_SNDBUF、txqueuelen、シェーパの上限を上げる。"}},
    {"Udp.InCsumErrors",
     {.meaning = "UDP datagrams over IPv4 received with a wrong checksum.",
      .raised =
          "`udp_queue_rcv_one_skb`, `udp_rcv` (before answering \"no port\") and `udp_recvmsg`; "
          "Udp.InErrors rises with it. A checksum of 0 means \"none\" in IPv4 and is accepted.",
      .worry = "Should be 0. A rise means corruption, a broken checksum offload (often in virtual "
               "machines and tunnels such as VXLAN), or a program that builds its own datagrams "
               "wrongly.",
      .next = "`tcpdump -vvni any udp | grep 'bad udp cksum'` on the receiving side; `ethtool -K "
              "IFACE rx off tx off` on either end as a test; compare with Tcp.InCsumErrors."},
     {.meaning = "チェックサムが誤っていた、IPv4 の受信 UDP データグラムの数。",
      .raised =
          "`udp_queue_rcv_one_skb`、`udp_rcv` (ポートなしの応答の前)、`udp_recvmsg` "
          "で増え、Udp.InErrors も増える。IPv4 ではチェックサム 0 は「なし」を意味し、受け入れる。",
      .worry = "0 であるべき値。増えるなら、破損、チェックサムオフロードの不具合 (仮想マシンや "
               "VXLAN などのトンネルに多い)、データグラムを自作するプログラムの誤りである。",
      .next = "受信側で `tcpdump -vvni any udp | grep 'bad udp cksum'` を見る。両端で `ethtool -K "
              "IFACE rx off tx off` を試し、Tcp.InCsumErrors と比べる。"}},
    {"Udp.IgnoredMulti",
     {.meaning = "IPv4 multicast or broadcast UDP datagrams that arrived for a port where no "
                 "socket wanted them.",
      .raised = "`udp_rcv`, when no socket matches address, port, interface and membership. No "
                "ICMP error is sent, as the standard demands.",
      .worry = "Harmless by itself and usual in subnets with chatty discovery protocols (NetBIOS, "
               "mDNS, SSDP). A high rate costs CPU: the network floods this host.",
      .next = "`tcpdump -ni any 'udp and (ip multicast or ip broadcast)'` shows the senders; IGMP "
              "snooping on switches and a firewall rule keep them away."},
     {.meaning = "届いたが、そのポートで必要とするソケットがなかった、IPv4 "
                 "のマルチキャストまたはブロードキャスト UDP データグラムの数。",
      .raised = "アドレス、ポート、インターフェース、参加状況の合うソケットがないときに `udp_rcv` "
                "で増える。標準に従い ICMP エラーは返さない。",
      .worry = "それ自体は無害で、探索プロトコル (NetBIOS、mDNS、SSDP) "
               "の多いサブネットでは普通である。多いと CPU を消費する。",
      .next = "送信元は `tcpdump -ni any 'udp and (ip multicast or ip broadcast)'` "
              "で見る。スイッチの IGMP スヌーピングやファイアウォールで防げる。"}},
    {"Udp.MemErrors",
     {.meaning = "UDP datagrams over IPv4 dropped because the memory that all UDP sockets share "
                 "was used up, although the socket itself had room.",
      .raised = "`__udp_queue_rcv_skb`, when `__udp_enqueue_schedule_skb` fails with ENOBUFS: the "
                "limit net.ipv4.udp_mem is reached. Udp.InErrors rises with it. From Linux 5.11 "
                "on; in 5.10 such drops show in Udp.InErrors alone.",
      .worry = "Should be 0. A rise hits all UDP programs at once: somewhere sockets with large "
               "buffers are not read.",
      .next = "`cat /proc/net/sockstat` (UDP mem, in pages) against `sysctl net.ipv4.udp_mem`; `ss "
              "-uanmp` for the sockets with large Recv-Q."},
     {.meaning = "ソケットには空きがあったのに、全 UDP "
                 "ソケットで共有するメモリを使い切っていて捨てた、IPv4 の UDP データグラムの数。",
      .raised = "`__udp_enqueue_schedule_skb` が net.ipv4.udp_mem の上限で ENOBUFS になったときに "
                "`__udp_queue_rcv_skb` で増え、Udp.InErrors も増える。Linux 5.11 以降にある。5.10 "
                "では Udp.InErrors だけに現れる。",
      .worry = "0 であるべき値。増えると全 UDP "
               "プログラムに影響する。大きなバッファのソケットがどこかで読まれずにいる。",
      .next = "`cat /proc/net/sockstat` の UDP mem (ページ数) を `sysctl net.ipv4.udp_mem` "
              "と比べ、Recv-Q の大きいソケットを `ss -uanmp` で探す。"}},
    // UdpLite: until Linux 7.0.
    {"UdpLite.InDatagrams",
     {.meaning = "UDP-Lite datagrams over IPv4 that programs here received. UDP-Lite is UDP whose "
                 "checksum may cover only a part of the data.",
      .raised = "The receive path of UDP, for sockets of protocol 136, when the program reads. "
                "Linux 7.1 removed UDP-Lite, and with it all these lines.",
      .worry = "Nearly always 0: hardly any program uses it.",
      .next = "`ss` does not list these sockets: look into `/proc/net/udplite`. Move programs to "
              "UDP before a kernel of 7.1 or later."},
     {.meaning = "このホストのプログラムが受信した IPv4 の UDP-Lite データグラムの数。UDP-Lite "
                 "は、チェックサムの範囲をデータの一部に限れる UDP である。",
      .raised =
          "プロトコル番号 136 のソケットについて、プログラムが読んだときに UDP "
          "と同じ受信処理で増える。Linux 7.1 で UDP-Lite は削除され、これらの行もなくなった。",
      .worry = "使うプログラムはほとんどなく、ほぼ常に 0 である。",
      .next = "`ss` には出ないので `/proc/net/udplite` を見る。7.1 "
              "以降のカーネルにする前に、プログラムを UDP に移す。"}},
    {"UdpLite.NoPorts",
     {.meaning = "UDP-Lite datagrams over IPv4 for a port on which no UDP-Lite socket is bound.",
      .raised = "`udplite_rcv`; ICMP port unreachable is sent. Until Linux 7.0; afterwards "
                "protocol 136 is unknown and counts in Ip.InUnknownProtos.",
      .worry = "Nearly always 0. Anything else is a scan or a misdirected sender.",
      .next = "`tcpdump -ni any 'ip proto 136'` names the sender; `/proc/net/udplite` lists the "
              "sockets."},
     {.meaning = "UDP-Lite ソケットのないポート宛てに届いた、IPv4 の UDP-Lite データグラムの数。",
      .raised = "`udplite_rcv` で増え、ICMP ポート到達不能を送る。Linux 7.0 "
                "まで存在する。以後は未知のプロトコルとして Ip.InUnknownProtos に数える。",
      .worry = "ほぼ常に 0 である。増えるならスキャンか、宛先を誤った送信元である。",
      .next =
          "`tcpdump -ni any 'ip proto 136'` で送信元を、`/proc/net/udplite` でソケットを見る。"}},
    {"UdpLite.InErrors",
     {.meaning = "UDP-Lite datagrams over IPv4 that reached this host but not the program, for any "
                 "reason other than a missing port.",
      .raised = "As Udp.InErrors: full socket buffer, exhausted memory, wrong checksum, refused by "
                "a filter. Also a checksum coverage that the protocol forbids. Until Linux 7.0.",
      .worry = "Nearly always 0. Each one is lost data.",
      .next = "Subtract UdpLite.RcvbufErrors, UdpLite.MemErrors and UdpLite.InCsumErrors; drops "
              "per socket stand in the last column of `/proc/net/udplite`."},
     {.meaning = "届いたのにプログラムに渡らなかった IPv4 の UDP-Lite "
                 "データグラムの数。ポートがない場合を除くすべての理由を含む。",
      .raised = "Udp.InErrors "
                "と同じく、ソケットバッファ溢れ、メモリの枯渇、チェックサムの誤り、フィルターの拒否"
                "で増える。許されないチェックサム範囲も含む。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。1 つ 1 つがデータの損失である。",
      .next = "UdpLite.RcvbufErrors、UdpLite.MemErrors、UdpLite.InCsumErrors "
              "を引く。ソケットごとの破棄数は `/proc/net/udplite` の最終列で見る。"}},
    {"UdpLite.OutDatagrams",
     {.meaning = "UDP-Lite datagrams over IPv4 that programs here sent.",
      .raised =
          "`udp_send_skb` for sockets of protocol 136, when IP took the datagram. Until Linux 7.0.",
      .worry = "Nearly always 0: hardly any program uses UDP-Lite.",
      .next = "`/proc/net/udplite` lists the sockets; such programs fail on Linux 7.1 and later."},
     {.meaning = "このホストのプログラムが送った IPv4 の UDP-Lite データグラムの数。",
      .raised = "プロトコル番号 136 のソケットについて、IP が受け取ったときに `udp_send_skb` "
                "で増える。Linux 7.0 まで存在する。",
      .worry = "使うプログラムはほとんどなく、ほぼ常に 0 である。",
      .next =
          "ソケットは `/proc/net/udplite` で見る。使うプログラムは Linux 7.1 以降では動かない。"}},
    {"UdpLite.RcvbufErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv4 dropped because the receiving socket's buffer was full.",
      .raised = "`__udp_queue_rcv_skb`; UdpLite.InErrors rises with it. Until Linux 7.0.",
      .worry = "Nearly always 0. A rise means that the program reads too slowly.",
      .next = "Raise SO_RCVBUF and `sysctl net.core.rmem_max`; drops per socket stand in "
              "`/proc/net/udplite`."},
     {.meaning = "受信ソケットのバッファが一杯で捨てた IPv4 の UDP-Lite データグラムの数。",
      .raised = "`__udp_queue_rcv_skb` で増え、UdpLite.InErrors も増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えるなら、プログラムの読み取りが追い付いていない。",
      .next = "SO_RCVBUF と `sysctl net.core.rmem_max` を上げる。ソケットごとの破棄数は "
              "`/proc/net/udplite` で見る。"}},
    {"UdpLite.SndbufErrors",
     {.meaning = "UDP-Lite sends over IPv4 that failed for lack of buffer space in the socket or "
                 "in the interface's queue.",
      .raised = "`udp_send_skb` and `udp_sendmsg` with ENOBUFS. Until Linux 7.0.",
      .worry =
          "Nearly always 0. A rise means that the program sends faster than the link passes on.",
      .next = "`tc -s qdisc` (dropped), `ip -s link`; raise SO_SNDBUF or pace the sender."},
     {.meaning =
          "ソケットやインターフェースのキューに空きがなく失敗した、IPv4 の UDP-Lite 送信の数。",
      .raised = "ENOBUFS での `udp_send_skb` と `udp_sendmsg` で増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えるなら、回線が流せるより速くプログラムが送っている。",
      .next = "`tc -s qdisc` (dropped) と `ip -s link` を見て、SO_SNDBUF "
              "を上げるか送信を平準化する。"}},
    {"UdpLite.InCsumErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv4 whose checksum was wrong over the part that it covers.",
      .raised = "As Udp.InCsumErrors; UdpLite.InErrors rises with it. UDP-Lite does not allow \"no "
                "checksum\". Until Linux 7.0.",
      .worry = "Nearly always 0. A rise means corruption, or NAT that does not know UDP-Lite and "
               "leaves the checksum stale.",
      .next =
          "`tcpdump -vvni any 'ip proto 136'`; `ethtool -S IFACE`; compare with Udp.InCsumErrors."},
     {.meaning =
          "チェックサムが (対象範囲について) 誤っていた、IPv4 の UDP-Lite データグラムの数。",
      .raised = "Udp.InCsumErrors と同様に増え、UdpLite.InErrors も増える。UDP-Lite "
                "ではチェックサムなしは許されない。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えるなら、破損か、UDP-Lite を知らない NAT "
               "がチェックサムを直していない。",
      .next = "`tcpdump -vvni any 'ip proto 136'` と `ethtool -S IFACE` を見て、Udp.InCsumErrors "
              "と比べる。"}},
    {"UdpLite.IgnoredMulti",
     {.meaning = "IPv4 multicast or broadcast UDP-Lite datagrams that no socket wanted.",
      .raised = "`udplite_rcv`, when no socket matches. Until Linux 7.0.",
      .worry = "Harmless and nearly always 0.",
      .next = "`tcpdump -ni any 'ip proto 136'` names the sender."},
     {.meaning = "必要とするソケットがなかった、IPv4 のマルチキャストまたはブロードキャストの "
                 "UDP-Lite データグラムの数。",
      .raised = "合うソケットがないときに `udplite_rcv` で増える。Linux 7.0 まで存在する。",
      .worry = "無害で、ほぼ常に 0 である。",
      .next = "`tcpdump -ni any 'ip proto 136'` で送信元を調べる。"}},
    {"UdpLite.MemErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv4 dropped because the memory shared with UDP was used up.",
      .raised = "`__udp_queue_rcv_skb` at the limit net.ipv4.udp_mem; UdpLite.InErrors rises with "
                "it. From Linux 5.11 to 7.0.",
      .worry = "Nearly always 0. A rise hits UDP programs too.",
      .next = "`cat /proc/net/sockstat` (UDP mem) against `sysctl net.ipv4.udp_mem`; see "
              "Udp.MemErrors."},
     {.meaning = "UDP と共有するメモリを使い切っていて捨てた IPv4 の UDP-Lite データグラムの数。",
      .raised = "net.ipv4.udp_mem の上限で `__udp_queue_rcv_skb` で増え、UdpLite.InErrors "
                "も増える。Linux 5.11 から 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えると UDP のプログラムにも影響する。",
      .next = "`cat /proc/net/sockstat` の UDP mem を `sysctl net.ipv4.udp_mem` "
              "と比べる。Udp.MemErrors を参照。"}},
    // Udp6: /proc/net/snmp6.
    {"Udp6.InDatagrams",
     {.meaning = "UDP datagrams over IPv6 that programs here received.",
      .raised = "`udpv6_recvmsg`, when the program reads, not when the datagram arrives; tunnels "
                "in the kernel (VXLAN, WireGuard) count on arrival. IPv4 datagrams on a dual-stack "
                "IPv6 socket count in Udp.InDatagrams.",
      .worry = "Ordinary traffic. If it stands still while datagrams arrive, the program does not "
               "read and Udp6.RcvbufErrors follows.",
      .next = "`ss -6uanp` (Recv-Q) shows unread bytes per socket; compare with Udp6.InErrors."},
     {.meaning = "このホストのプログラムが受信した IPv6 の UDP データグラムの数。",
      .raised =
          "届いたときではなく、プログラムが読んだときに `udpv6_recvmsg` "
          "で増える。カーネル内のトンネル (VXLAN、WireGuard) は到着時に数える。デュアルスタックの "
          "IPv6 ソケットで受けた IPv4 データグラムは Udp.InDatagrams に数える。",
      .worry = "通常の通信量である。届いているのに増えなければ、プログラムが読んでおらず、やがて "
               "Udp6.RcvbufErrors が増える。",
      .next =
          "ソケットごとの未読バイト数は `ss -6uanp` の Recv-Q で見る。Udp6.InErrors と比べる。"}},
    {"Udp6.NoPorts",
     {.meaning = "UDP datagrams over IPv6 for a port on which no socket here is bound.",
      .raised = "`udpv6_rcv`; ICMPv6 port unreachable is sent (Icmp6.OutDestUnreachs), within the "
                "ICMPv6 rate limit. Unwanted multicast counts in Udp6.IgnoredMulti.",
      .worry = "A trickle from scanners and late answers (DNS) is normal. A steady high rate means "
               "a service that is down or listens on IPv4 only, or a wrong port.",
      .next = "`tcpdump -ni any 'icmp6[0]=1 and icmp6[1]=4'` quotes the refused datagrams; `ss "
              "-uanp` shows what is bound, and whether to [::] too."},
     {.meaning = "このホストのどのソケットも使っていないポート宛てに届いた、IPv6 の UDP "
                 "データグラムの数。",
      .raised = "`udpv6_rcv` で増え、レート制限の範囲で ICMPv6 ポート到達不能を送る "
                "(Icmp6.OutDestUnreachs)。不要なマルチキャストは Udp6.IgnoredMulti に数える。",
      .worry = "スキャンや遅れた応答 (DNS など) "
               "で少しずつ増えるのは普通である。一定の高い速さなら、サービスの停止、IPv4 "
               "だけでの待ち受け、ポート間違いを疑う。",
      .next = "`tcpdump -ni any 'icmp6[0]=1 and icmp6[1]=4'` で、拒んだデータグラムが分かる。`ss "
              "-uanp` で [::] でも待ち受けているか確かめる。"}},
    {"Udp6.InErrors",
     {.meaning = "UDP datagrams over IPv6 that reached this host but not the program, for any "
                 "reason other than a missing port.",
      .raised = "`udpv6_queue_rcv_one_skb`, `__udpv6_queue_rcv_skb` and `udpv6_rcv`: full socket "
                "buffer (also Udp6.RcvbufErrors), exhausted UDP memory (also Udp6.MemErrors), "
                "wrong or missing checksum (also Udp6.InCsumErrors for a wrong one), refused by "
                "filter or policy, too short.",
      .worry = "Each one is lost data. What the three special counters do not explain is filters, "
               "policies and malformed datagrams.",
      .next = "Subtract Udp6.RcvbufErrors, Udp6.MemErrors and Udp6.InCsumErrors; `ss -6uanmp` "
              "shows drops per socket as d<N>, `/proc/net/udp6` in its last column."},
     {.meaning = "届いたのにプログラムに渡らなかった IPv6 の UDP "
                 "データグラムの数。ポートがない場合を除くすべての理由を含む。",
      .raised =
          "`udpv6_queue_rcv_one_skb`、`__udpv6_queue_rcv_skb`、`udpv6_rcv` "
          "で増える。理由は、ソケットバッファ溢れ (Udp6.RcvbufErrors も増える)、UDP メモリの枯渇 "
          "(Udp6.MemErrors も増える)、チェックサムの誤りや欠如 (誤りでは Udp6.InCsumErrors "
          "も増える)、フィルターやポリシーの拒否、短すぎるデータグラムである。",
      .worry = "1 つ 1 つがデータの損失である。3 "
               "つの個別カウンターで説明できない分は、フィルター、ポリシー、形式の誤りである。",
      .next = "Udp6.RcvbufErrors、Udp6.MemErrors、Udp6.InCsumErrors を引く。ソケットごとの破棄数は "
              "`ss -6uanmp` の d<N> か `/proc/net/udp6` の最終列で見る。"}},
    {"Udp6.OutDatagrams",
     {.meaning = "UDP datagrams over IPv6 that programs here sent.",
      .raised = "`udp_v6_send_skb`, when IPv6 took the datagram. One send with UDP_SEGMENT (GSO) "
                "counts once. Sends to an IPv4-mapped address count in Udp.OutDatagrams.",
      .worry = "Ordinary traffic. It does not say that the datagram left.",
      .next = "Compare with Udp6.SndbufErrors, `tc -s qdisc` and `ip -s link`."},
     {.meaning = "このホストのプログラムが送った IPv6 の UDP データグラムの数。",
      .raised = "IPv6 が受け取ったときに `udp_v6_send_skb` で増える。UDP_SEGMENT (GSO) による 1 "
                "回の送信は 1 と数える。IPv4 射影アドレスへの送信は Udp.OutDatagrams に数える。",
      .worry = "通常の通信量である。実際に出て行ったことは意味しない。",
      .next = "Udp6.SndbufErrors、`tc -s qdisc`、`ip -s link` と比べる。"}},
    {"Udp6.RcvbufErrors",
     {.meaning = "UDP datagrams over IPv6 dropped because the receiving socket's buffer was full: "
                 "the program reads too slowly.",
      .raised = "`__udpv6_queue_rcv_skb`, when `__udp_enqueue_schedule_skb` finds no room. "
                "Udp6.InErrors rises with it.",
      .worry = "Lost data: DNS, syslog, media, QUIC. A short burst can be bridged by a larger "
               "buffer; a steady rate means too little CPU or too few threads.",
      .next =
          "Find the socket: `ss -6uanmp` (d<N> grows, Recv-Q near rb). Raise SO_RCVBUF and `sysctl "
          "net.core.rmem_max net.core.rmem_default`, or add threads with SO_REUSEPORT."},
     {.meaning = "受信ソケットのバッファが一杯で捨てた IPv6 の UDP "
                 "データグラムの数。プログラムの読み取りが追い付いていない。",
      .raised = "`__udp_enqueue_schedule_skb` に空きがないときに `__udpv6_queue_rcv_skb` "
                "で増え、Udp6.InErrors も増える。",
      .worry =
          "データの損失である "
          "(DNS、syslog、動画・音声、QUIC)"
          "。一時的なものはバッファの拡大でしのげる。増え続けるなら、CPU かスレッドが足りない。",
      .next = "`ss -6uanmp` で d<N> が増え Recv-Q が rb に近いソケットを探す。SO_RCVBUF と `sysctl "
              "net.core.rmem_max net.core.rmem_default` を上げるか、SO_REUSEPORT "
              "でスレッドを増やす。"}},
    {"Udp6.SndbufErrors",
     {.meaning = "UDP sends over IPv6 that failed for lack of buffer space: in the socket, or in "
                 "the queue of the interface.",
      .raised = "`udp_v6_send_skb` when IPv6 returns ENOBUFS (a full queue discipline), and "
                "`udpv6_sendmsg` with ENOBUFS or while the socket waits for space. Without "
                "IPV6_RECVERR the program does not see the ENOBUFS of the queue.",
      .worry = "Each one is likely a lost datagram. A rise means that a program sends faster than "
               "the link or shaper passes on.",
      .next = "`tc -s qdisc` (dropped), `ip -s link`, `ss -6uanmp` (Send-Q against tb); pace the "
              "sender, or raise SO_SNDBUF or the queue's limit."},
     {.meaning =
          "ソケットまたはインターフェースのキューに空きがなく失敗した、IPv6 の UDP 送信の数。",
      .raised = "IPv6 が ENOBUFS を返したとき (qdisc が一杯) の `udp_v6_send_skb` と、ENOBUFS "
                "やソケットの空き待ちでの `udpv6_sendmsg` で増える。IPV6_RECVERR "
                "がなければ、プログラムはキューの ENOBUFS を受け取らない。",
      .worry = "多くは 1 "
               "つがデータグラムの損失である。増えるなら、回線やシェーパが流せるより速くプログラム"
               "が送っている。",
      .next = "`tc -s qdisc` (dropped)、`ip -s link`、`ss -6uanmp` (Send-Q と tb) "
              "を見る。送信を平準化するか、SO_SNDBUF やキューの上限を上げる。"}},
    {"Udp6.InCsumErrors",
     {.meaning = "UDP datagrams over IPv6 received with a wrong checksum.",
      .raised =
          "`udpv6_queue_rcv_one_skb`, `udpv6_rcv` and `udpv6_recvmsg`; Udp6.InErrors rises with "
          "it. In IPv6 the checksum is mandatory, tunnels that are told otherwise excepted.",
      .worry = "Should be 0. A rise means corruption, a broken checksum offload (often in virtual "
               "machines and tunnels), or a translator that forgets to correct the checksum.",
      .next = "`tcpdump -vvni any 'ip6 and udp' | grep 'bad udp cksum'` on the receiving side; "
              "`ethtool -K IFACE rx off tx off` as a test; compare with Icmp6.InCsumErrors."},
     {.meaning = "チェックサムが誤っていた、IPv6 の受信 UDP データグラムの数。",
      .raised = "`udpv6_queue_rcv_one_skb`、`udpv6_rcv`、`udpv6_recvmsg` で増え、Udp6.InErrors "
                "も増える。IPv6 では、特に設定したトンネルを除きチェックサムが必須である。",
      .worry = "0 であるべき値。増えるなら、破損、チェックサムオフロードの不具合 "
               "(仮想マシンやトンネルに多い)、チェックサムを直し忘れる変換装置である。",
      .next = "受信側で `tcpdump -vvni any 'ip6 and udp' | grep 'bad udp cksum'` を見る。`ethtool "
              "-K IFACE rx off tx off` を試し、Icmp6.InCsumErrors と比べる。"}},
    {"Udp6.IgnoredMulti",
     {.meaning =
          "IPv6 multicast UDP datagrams that arrived for a port where no socket wanted them.",
      .raised = "`udpv6_rcv`, when no socket matches address, port, interface and membership. No "
                "ICMPv6 error is sent.",
      .worry = "Harmless by itself and usual where mDNS or DHCPv6 multicast is about. A high rate "
               "costs CPU.",
      .next = "`tcpdump -ni any 'udp and ip6 multicast'` shows the senders; `ip -6 maddress` the "
              "joined groups."},
     {.meaning = "届いたが、そのポートで必要とするソケットがなかった、IPv6 のマルチキャスト UDP "
                 "データグラムの数。",
      .raised = "アドレス、ポート、インターフェース、参加状況の合うソケットがないときに "
                "`udpv6_rcv` で増える。ICMPv6 エラーは返さない。",
      .worry = "それ自体は無害で、mDNS や DHCPv6 のマルチキャストがあれば普通である。多いと CPU "
               "を消費する。",
      .next = "送信元は `tcpdump -ni any 'udp and ip6 multicast'`、参加中のグループは `ip -6 "
              "maddress` で見る。"}},
    {"Udp6.MemErrors",
     {.meaning = "UDP datagrams over IPv6 dropped because the memory that all UDP sockets share "
                 "was used up, although the socket itself had room.",
      .raised = "`__udpv6_queue_rcv_skb`, when `__udp_enqueue_schedule_skb` fails with ENOBUFS: "
                "the limit net.ipv4.udp_mem, which governs IPv6 too, is reached. Udp6.InErrors "
                "rises with it. Not in 5.10.",
      .worry = "Should be 0. A rise hits all UDP programs at once: somewhere sockets with large "
               "buffers are not read.",
      .next = "`cat /proc/net/sockstat` (UDP mem, in pages) against `sysctl net.ipv4.udp_mem`; `ss "
              "-uanmp` for the sockets with large Recv-Q."},
     {.meaning = "ソケットには空きがあったのに、全 UDP "
                 "ソケットで共有するメモリを使い切っていて捨てた、IPv6 の UDP データグラムの数。",
      .raised =
          "`__udp_enqueue_schedule_skb` が net.ipv4.udp_mem (IPv6 にも効く) の上限で ENOBUFS "
          "になったときに `__udpv6_queue_rcv_skb` で増え、Udp6.InErrors も増える。5.10 にはない。",
      .worry = "0 であるべき値。増えると全 UDP "
               "プログラムに影響する。大きなバッファのソケットがどこかで読まれずにいる。",
      .next = "`cat /proc/net/sockstat` の UDP mem (ページ数) を `sysctl net.ipv4.udp_mem` "
              "と比べ、Recv-Q の大きいソケットを `ss -uanmp` で探す。"}},
    // UdpLite6: until Linux 7.0. The kernel has no IgnoredMulti line here.
    {"UdpLite6.InDatagrams",
     {.meaning = "UDP-Lite datagrams over IPv6 that programs here received. UDP-Lite is UDP whose "
                 "checksum may cover only a part of the data.",
      .raised = "`udpv6_recvmsg` for sockets of protocol 136, when the program reads. Linux 7.1 "
                "removed UDP-Lite, and with it all these lines.",
      .worry = "Nearly always 0: hardly any program uses it.",
      .next = "`ss` does not list these sockets: look into `/proc/net/udplite6`. Move programs to "
              "UDP before a kernel of 7.1 or later."},
     {.meaning = "このホストのプログラムが受信した IPv6 の UDP-Lite データグラムの数。UDP-Lite "
                 "は、チェックサムの範囲をデータの一部に限れる UDP である。",
      .raised = "プロトコル番号 136 のソケットについて、プログラムが読んだときに `udpv6_recvmsg` "
                "で増える。Linux 7.1 で UDP-Lite は削除され、これらの行もなくなった。",
      .worry = "使うプログラムはほとんどなく、ほぼ常に 0 である。",
      .next = "`ss` には出ないので `/proc/net/udplite6` を見る。7.1 "
              "以降のカーネルにする前に、プログラムを UDP に移す。"}},
    {"UdpLite6.NoPorts",
     {.meaning = "UDP-Lite datagrams over IPv6 for a port on which no UDP-Lite socket is bound.",
      .raised = "`udplitev6_rcv`; ICMPv6 port unreachable is sent. Until Linux 7.0; afterwards "
                "protocol 136 counts in Ip6.InUnknownProtos.",
      .worry = "Nearly always 0. Anything else is a scan or a misdirected sender.",
      .next = "`tcpdump -ni any 'ip6 proto 136'` names the sender; `/proc/net/udplite6` lists the "
              "sockets."},
     {.meaning = "UDP-Lite ソケットのないポート宛てに届いた、IPv6 の UDP-Lite データグラムの数。",
      .raised = "`udplitev6_rcv` で増え、ICMPv6 ポート到達不能を送る。Linux 7.0 "
                "まで存在する。以後は Ip6.InUnknownProtos に数える。",
      .worry = "ほぼ常に 0 である。増えるならスキャンか、宛先を誤った送信元である。",
      .next =
          "`tcpdump -ni any 'ip6 proto 136'` で送信元を、`/proc/net/udplite6` でソケットを見る。"}},
    {"UdpLite6.InErrors",
     {.meaning = "UDP-Lite datagrams over IPv6 that reached this host but not the program, for any "
                 "reason other than a missing port.",
      .raised = "As Udp6.InErrors: full socket buffer, exhausted memory, wrong checksum, refused "
                "by a filter; also a forbidden checksum coverage. Until Linux 7.0.",
      .worry = "Nearly always 0. Each one is lost data.",
      .next = "Subtract UdpLite6.RcvbufErrors, UdpLite6.MemErrors and UdpLite6.InCsumErrors; drops "
              "per socket stand in the last column of `/proc/net/udplite6`."},
     {.meaning = "届いたのにプログラムに渡らなかった IPv6 の UDP-Lite "
                 "データグラムの数。ポートがない場合を除くすべての理由を含む。",
      .raised = "Udp6.InErrors "
                "と同じく、ソケットバッファ溢れ、メモリの枯渇、チェックサムの誤り、フィルターの拒否"
                "、許されないチェックサム範囲で増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。1 つ 1 つがデータの損失である。",
      .next = "UdpLite6.RcvbufErrors、UdpLite6.MemErrors、UdpLite6.InCsumErrors "
              "を引く。ソケットごとの破棄数は `/proc/net/udplite6` の最終列で見る。"}},
    {"UdpLite6.OutDatagrams",
     {.meaning = "UDP-Lite datagrams over IPv6 that programs here sent.",
      .raised = "`udp_v6_send_skb` for sockets of protocol 136, when IPv6 took the datagram. Until "
                "Linux 7.0.",
      .worry = "Nearly always 0: hardly any program uses UDP-Lite.",
      .next = "`/proc/net/udplite6` lists the sockets; such programs fail on Linux 7.1 and later."},
     {.meaning = "このホストのプログラムが送った IPv6 の UDP-Lite データグラムの数。",
      .raised = "プロトコル番号 136 のソケットについて、IPv6 が受け取ったときに `udp_v6_send_skb` "
                "で増える。Linux 7.0 まで存在する。",
      .worry = "使うプログラムはほとんどなく、ほぼ常に 0 である。",
      .next =
          "ソケットは `/proc/net/udplite6` で見る。使うプログラムは Linux 7.1 以降では動かない。"}},
    {"UdpLite6.RcvbufErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv6 dropped because the receiving socket's buffer was full.",
      .raised = "`__udpv6_queue_rcv_skb`; UdpLite6.InErrors rises with it. Until Linux 7.0.",
      .worry = "Nearly always 0. A rise means that the program reads too slowly.",
      .next = "Raise SO_RCVBUF and `sysctl net.core.rmem_max`; drops per socket stand in "
              "`/proc/net/udplite6`."},
     {.meaning = "受信ソケットのバッファが一杯で捨てた IPv6 の UDP-Lite データグラムの数。",
      .raised =
          "`__udpv6_queue_rcv_skb` で増え、UdpLite6.InErrors も増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えるなら、プログラムの読み取りが追い付いていない。",
      .next = "SO_RCVBUF と `sysctl net.core.rmem_max` を上げる。ソケットごとの破棄数は "
              "`/proc/net/udplite6` で見る。"}},
    {"UdpLite6.SndbufErrors",
     {.meaning = "UDP-Lite sends over IPv6 that failed for lack of buffer space in the socket or "
                 "in the interface's queue.",
      .raised = "`udp_v6_send_skb` and `udpv6_sendmsg` with ENOBUFS. Until Linux 7.0.",
      .worry =
          "Nearly always 0. A rise means that the program sends faster than the link passes on.",
      .next = "`tc -s qdisc` (dropped), `ip -s link`; raise SO_SNDBUF or pace the sender."},
     {.meaning =
          "ソケットやインターフェースのキューに空きがなく失敗した、IPv6 の UDP-Lite 送信の数。",
      .raised =
          "ENOBUFS での `udp_v6_send_skb` と `udpv6_sendmsg` で増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えるなら、回線が流せるより速くプログラムが送っている。",
      .next = "`tc -s qdisc` (dropped) と `ip -s link` を見て、SO_SNDBUF "
              "を上げるか送信を平準化する。"}},
    {"UdpLite6.InCsumErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv6 whose checksum was wrong over the part that it covers.",
      .raised = "As Udp6.InCsumErrors; UdpLite6.InErrors rises with it. Until Linux 7.0.",
      .worry = "Nearly always 0. A rise means corruption, or a device that changes addresses "
               "without correcting the checksum.",
      .next = "`tcpdump -vvni any 'ip6 proto 136'`; `ethtool -S IFACE`; compare with "
              "Udp6.InCsumErrors."},
     {.meaning =
          "チェックサムが (対象範囲について) 誤っていた、IPv6 の UDP-Lite データグラムの数。",
      .raised =
          "Udp6.InCsumErrors と同様に増え、UdpLite6.InErrors も増える。Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 "
               "である。増えるなら、破損か、アドレスを書き換えてチェックサムを直さない機器がある。",
      .next = "`tcpdump -vvni any 'ip6 proto 136'` と `ethtool -S IFACE` を見て、Udp6.InCsumErrors "
              "と比べる。"}},
    {"UdpLite6.MemErrors",
     {.meaning =
          "UDP-Lite datagrams over IPv6 dropped because the memory shared with UDP was used up.",
      .raised = "`__udpv6_queue_rcv_skb` at the limit net.ipv4.udp_mem; UdpLite6.InErrors rises "
                "with it. Not in 5.10, and until Linux 7.0.",
      .worry = "Nearly always 0. A rise hits UDP programs too.",
      .next = "`cat /proc/net/sockstat` (UDP mem) against `sysctl net.ipv4.udp_mem`; see "
              "Udp6.MemErrors."},
     {.meaning = "UDP と共有するメモリを使い切っていて捨てた IPv6 の UDP-Lite データグラムの数。",
      .raised = "net.ipv4.udp_mem の上限で `__udpv6_queue_rcv_skb` で増え、UdpLite6.InErrors "
                "も増える。5.10 にはなく、Linux 7.0 まで存在する。",
      .worry = "ほぼ常に 0 である。増えると UDP のプログラムにも影響する。",
      .next = "`cat /proc/net/sockstat` の UDP mem を `sysctl net.ipv4.udp_mem` "
              "と比べる。Udp6.MemErrors を参照。"}},
};

}  // namespace

std::span<const Topic> transport_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
