// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

// Headings of netstat -s, and the counters of SCTP.
constexpr Topic kTopics[] = {
    {"group.Ip",
     {
         .meaning = "Heading of netstat -s: IPv4 packets that came, went, were forwarded, dropped "
                    "or fragmented.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s の見出し。IPv4 パケットの受信、送信、転送、破棄、断片化を数える。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.Icmp",
     {
         .meaning =
             "Heading of netstat -s: ICMP messages over IPv4, and by kind in the two histograms.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s の見出し。IPv4 の ICMP "
                    "メッセージを数え、種類別は二つのヒストグラムに示す。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.ICMP input histogram",
     {
         .meaning = "Heading within Icmp and Icmp6: ICMP messages that came in, by kind. Kinds of "
                    "which none came are left out.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "Icmp.InDestUnreachs, Icmp.InTimeExcds and Icmp.InRedirects are those to look at "
                 "first.",
     },
     {
         .meaning = "Icmp と Icmp6 の中の見出し。受信した ICMP メッセージを種類別に示し、0 "
                    "のものは出さない。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "まず Icmp.InDestUnreachs、Icmp.InTimeExcds、Icmp.InRedirects を見る。",
     }},
    {"group.ICMP output histogram",
     {
         .meaning = "Heading within Icmp and Icmp6: ICMP messages that this host sent, by kind. "
                    "Kinds of which none was sent are left out.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "Icmp.OutDestUnreachs: packets to closed UDP ports or unreachable hosts; "
                 "Icmp.OutTimeExcds: loops or traceroute.",
     },
     {
         .meaning = "Icmp と Icmp6 の中の見出し。このホストが送った ICMP "
                    "メッセージを種類別に示し、0 のものは出さない。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next =
             "Icmp.OutDestUnreachs は閉じた UDP ポートや到達できないホスト宛て、Icmp.OutTimeExcds "
             "は経路ループか traceroute である。",
     }},
    {"group.IcmpMsg",
     {
         .meaning = "Heading of netstat -s: ICMP messages over IPv4 by the number of their type; "
                    "only types that occurred.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain InType3 and so on; IcmpMsg.InType for those without a topic "
                 "of their own.",
     },
     {
         .meaning =
             "netstat -s の見出し。IPv4 の ICMP メッセージを型番号別に数え、現れた型だけを示す。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next =
             "bpfnetstat explain InType3 などで引く。固有の項目のない型は IcmpMsg.InType にある。",
     }},
    {"group.Tcp",
     {
         .meaning = "Heading of netstat -s: TCP as RFC 4022 counts it: connections opened, failed "
                    "and reset, segments sent, received and sent again.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "Tcp.RetransSegs against Tcp.OutSegs; Tcp.AttemptFails; then TcpExt for reasons.",
     },
     {
         .meaning = "netstat -s の見出し。RFC 4022 の定める TCP "
                    "の計数で、接続の開始、失敗、リセットと、セグメントの送受信、再送を数える。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "Tcp.RetransSegs を Tcp.OutSegs と比べ、Tcp.AttemptFails を見る。理由は TcpExt "
                 "にある。",
     }},
    {"group.Udp",
     {
         .meaning = "Heading of netstat -s: UDP datagrams over IPv4.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "Udp.RcvbufErrors and Udp.NoPorts first.",
     },
     {
         .meaning = "netstat -s の見出し。IPv4 の UDP データグラムを数える。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "まず Udp.RcvbufErrors と Udp.NoPorts を見る。",
     }},
    {"group.UdpLite",
     {
         .meaning = "Heading of netstat -s: UDP-Lite datagrams (RFC 3828) over IPv4; hardly "
                    "anybody uses them.",
         .raised = "The kernel prints them in /proc/net/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s の見出し。IPv4 の UDP-Lite(RFC "
                    "3828)データグラムを数える。使う者はほとんどいない。",
         .raised = "カーネルが /proc/net/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.TcpExt",
     {
         .meaning = "Heading of netstat -s: Linux' own counters of TCP: queues and drops of "
                    "listeners, SYN cookies, loss and its repair, aborts, Fast Open.",
         .raised = "The kernel prints them in /proc/net/netstat.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "TcpExt.ListenOverflows, TcpExt.ListenDrops and TcpExt.TCPTimeouts first.",
     },
     {
         .meaning =
             "netstat -s の見出し。Linux 独自の TCP のカウンターで、リスナーのキューと破棄、SYN "
             "cookie、損失とその修復、中断、Fast Open などを数える。",
         .raised = "カーネルが /proc/net/netstat に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "まず TcpExt.ListenOverflows、TcpExt.ListenDrops、TcpExt.TCPTimeouts を見る。",
     }},
    {"group.IpExt",
     {
         .meaning = "Heading of netstat -s: Linux' own counters of IPv4: bytes, multicast, "
                    "broadcast, congestion marks.",
         .raised = "The kernel prints them in /proc/net/netstat.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning =
             "netstat -s の見出し。Linux 独自の IPv4 "
             "のカウンターで、バイト数、マルチキャスト、ブロードキャスト、輻輳の印を数える。",
         .raised = "カーネルが /proc/net/netstat に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.MPTcpExt",
     {
         .meaning = "Heading of netstat -s: Multipath TCP: connections, subflows, and why they "
                    "fell back to plain TCP.",
         .raised = "The kernel prints them in /proc/net/netstat.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s の見出し。Multipath TCP の接続、サブフロー、通常の TCP "
                    "に戻った理由を数える。",
         .raised = "カーネルが /proc/net/netstat に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.Ip6",
     {
         .meaning = "Heading of netstat -s -6: IPv6 packets that came, went, were forwarded, "
                    "dropped or fragmented.",
         .raised = "The kernel prints them in /proc/net/snmp6.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning =
             "netstat -s -6 の見出し。IPv6 パケットの受信、送信、転送、破棄、断片化を数える。",
         .raised = "カーネルが /proc/net/snmp6 に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.Icmp6",
     {
         .meaning = "Heading of netstat -s -6: ICMPv6 messages, neighbour discovery among them.",
         .raised = "The kernel prints them in /proc/net/snmp6.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s -6 の見出し。近隣探索を含む ICMPv6 メッセージを数える。",
         .raised = "カーネルが /proc/net/snmp6 に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.Udp6",
     {
         .meaning = "Heading of netstat -s -6: UDP datagrams over IPv6.",
         .raised = "The kernel prints them in /proc/net/snmp6.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s -6 の見出し。IPv6 の UDP データグラムを数える。",
         .raised = "カーネルが /proc/net/snmp6 に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.UdpLite6",
     {
         .meaning = "Heading of netstat -s -6: UDP-Lite datagrams over IPv6.",
         .raised = "The kernel prints them in /proc/net/snmp6.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "bpfnetstat explain -s explains each of them that is not 0.",
     },
     {
         .meaning = "netstat -s -6 の見出し。IPv6 の UDP-Lite データグラムを数える。",
         .raised = "カーネルが /proc/net/snmp6 に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "0 でないものは bpfnetstat explain -s がそれぞれ説明する。",
     }},
    {"group.Sctp",
     {
         .meaning = "Heading of netstat -s: SCTP associations, packets and chunks; there where the "
                    "module sctp is loaded.",
         .raised = "The kernel prints them in /proc/net/sctp/snmp.",
         .worry = "Counters are sums since boot, of one network namespace: what counts is how fast "
                  "one rises.",
         .next = "Sctp.SctpAborteds, Sctp.SctpOutOfBlues and Sctp.SctpChecksumErrors first.",
     },
     {
         .meaning =
             "netstat -s の見出し。SCTP のアソシエーション、パケット、チャンクを数える。モジュール "
             "sctp がロードされていれば現れる。",
         .raised = "カーネルが /proc/net/sctp/snmp に出す。",
         .worry = "カウンターは起動以後の、一つのネットワーク名前空間の合計である。意味があるのは増"
                  "える速さである。",
         .next = "まず Sctp.SctpAborteds、Sctp.SctpOutOfBlues、Sctp.SctpChecksumErrors を見る。",
     }},
    {"Sctp.SctpCurrEstab",
     {
         .meaning = "SCTP associations that are established now (or are being shut down).",
         .raised = "RFC 3873: sctpCurrEstab. It goes up and down.",
         .worry = "What is normal depends on the service; a sudden fall is an outage.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "いま確立している(または終了手続き中の)SCTP アソシエーションの数。",
         .raised = "RFC 3873 の sctpCurrEstab で、増減する。",
         .worry = "普通の値はサービスによる。急に減れば障害である。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpActiveEstabs",
     {
         .meaning = "Associations that this host began and that were established.",
         .raised = "From COOKIE-ECHOED to ESTABLISHED.",
         .worry = "Normal. Rising fast: somebody connects anew all the time.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "このホストから開始して確立したアソシエーションの数。",
         .raised = "COOKIE-ECHOED から ESTABLISHED に移ると数える。",
         .worry = "普通に増える。急なら、絶えず接続し直している。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpPassiveEstabs",
     {
         .meaning = "Associations that a peer began and that were established here.",
         .raised = "From CLOSED to ESTABLISHED, at a valid COOKIE ECHO.",
         .worry = "Normal for a server.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "相手から開始し、ここで確立したアソシエーションの数。",
         .raised = "正しい COOKIE ECHO により CLOSED から ESTABLISHED に移ると数える。",
         .worry = "サーバーでは普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpAborteds",
     {
         .meaning = "Associations that ended by ABORT instead of an orderly shutdown.",
         .raised = "An ABORT was sent or received.",
         .worry = "A few come with restarts. Many: a peer or a path fails, or a program closes "
                  "with SO_LINGER of zero seconds.",
         .next = "dmesg, and tcpdump 'sctp[12] = 6' for the ABORT chunks.",
     },
     {
         .meaning = "正常な終了手続きではなく ABORT で終わったアソシエーションの数。",
         .raised = "ABORT を送るか受け取ると数える。",
         .worry = "再起動に伴い少し出る。多ければ、相手か経路の障害、または SO_LINGER が 0 "
                  "秒のプログラムである。",
         .next = "dmesg と、ABORT チャンクを見る tcpdump 'sctp[12] = 6' で調べる。",
     }},
    {"Sctp.SctpShutdowns",
     {
         .meaning = "Associations that ended in an orderly way.",
         .raised = "From SHUTDOWN-SENT or SHUTDOWN-ACK-SENT to CLOSED.",
         .worry = "Normal; compare with SctpAborteds.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "正常に終了したアソシエーションの数。",
         .raised = "SHUTDOWN-SENT か SHUTDOWN-ACK-SENT から CLOSED に移ると数える。",
         .worry = "普通に増える。SctpAborteds と比べる。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpOutOfBlues",
     {
         .meaning = "SCTP packets that belong to no association of this host (out of the blue, RFC "
                    "9260, 8.4).",
         .raised = "They are answered with ABORT, where the RFC allows it.",
         .worry = "Stragglers after the end of an association. Many: peers that do not know of a "
                  "restart, or scans.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "このホストのどのアソシエーションにも属さない SCTP パケットの数(out of the "
                    "blue、RFC 9260 の 8.4)。",
         .raised = "RFC が許せば ABORT で答える。",
         .worry = "アソシエーションの終了後に届いた残りである。多ければ、再起動を知らない相手かスキ"
                  "ャンである。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpChecksumErrors",
     {
         .meaning = "SCTP packets with a wrong CRC32c, which were dropped.",
         .raised = "The receive path, before anything else looks at the packet.",
         .worry = "Should be 0. Damage on the path, or a NIC that computes the checksum wrongly.",
         .next = "ethtool -K IFACE tx-checksum-sctp off on the sender, to see whether that is it.",
     },
     {
         .meaning = "CRC32c が誤っていて捨てた SCTP パケットの数。",
         .raised = "受信の最初に調べる。",
         .worry = "0 のはずである。経路での破損か、チェックサムを誤って計算する NIC である。",
         .next = "送信側で ethtool -K IFACE tx-checksum-sctp off を試す。",
     }},
    {"Sctp.SctpOutCtrlChunks",
     {
         .meaning = "Control chunks sent: handshake, SACK, heartbeat, shutdown.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "送った制御チャンク(ハンドシェイク、SACK、ハートビート、終了)の数。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpOutOrderChunks",
     {
         .meaning = "DATA chunks sent for ordered delivery; retransmissions are not in it.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "順序どおりに届ける DATA チャンクを送った数。再送は含まない。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpOutUnorderChunks",
     {
         .meaning = "DATA chunks sent for unordered delivery; retransmissions are not in it.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "順序を問わない DATA チャンクを送った数。再送は含まない。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpInCtrlChunks",
     {
         .meaning = "Control chunks received.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "受信した制御チャンクの数。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpInOrderChunks",
     {
         .meaning = "DATA chunks received for ordered delivery.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "順序どおりに届ける DATA チャンクを受信した数。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpInUnorderChunks",
     {
         .meaning = "DATA chunks received for unordered delivery.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "順序を問わない DATA チャンクを受信した数。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpFragUsrMsgs",
     {
         .meaning = "Messages of programs that were too large for one chunk and were split.",
         .raised = "",
         .worry = "Normal with large messages.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "一つのチャンクに収まらず分割した、プログラムのメッセージの数。",
         .raised = "",
         .worry = "大きなメッセージでは普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpReasmUsrMsgs",
     {
         .meaning = "Messages that were put together again from several chunks.",
         .raised = "",
         .worry = "Normal with large messages of the peer.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "複数のチャンクから組み立て直したメッセージの数。",
         .raised = "",
         .worry = "相手のメッセージが大きければ普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpOutSCTPPacks",
     {
         .meaning = "SCTP packets sent, retransmissions included.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "送った SCTP パケットの数。再送を含む。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
    {"Sctp.SctpInSCTPPacks",
     {
         .meaning = "SCTP packets received, damaged and stray ones included.",
         .raised = "",
         .worry = "A number of the traffic: normal.",
         .next = "Compare with the other counters of group.Sctp; ss --sctp for the associations.",
     },
     {
         .meaning = "受信した SCTP パケットの数。破損や宛先のないものも含む。",
         .raised = "",
         .worry = "通信量を示す数で、普通に増える。",
         .next = "group.Sctp の他のカウンターと比べる。アソシエーションは ss --sctp で見る。",
     }},
};

}  // namespace

std::span<const Topic> group_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
