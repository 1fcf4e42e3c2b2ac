// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // Ip: /proc/net/snmp. Two settings first, then counters.
    {"Ip.Forwarding",
     {.meaning = "Not a counter but a setting: 1 if this network namespace forwards IPv4 packets "
                 "between its interfaces, 2 if it does not.",
      .raised =
          "It follows the sysctl net.ipv4.ip_forward (the same as net.ipv4.conf.all.forwarding). A "
          "single interface can still differ through its own net.ipv4.conf.IFACE.forwarding.",
      .worry = "A 2 on a router, a Kubernetes node or a Docker host means that nothing is passed "
               "on; a 1 on a plain server means that it would route for strangers.",
      .next =
          "Compare with `sysctl net.ipv4.ip_forward` and `sysctl -a | grep 'conf.*\\.forwarding'`. "
          "Ip.ForwDatagrams tells whether packets are really forwarded."},
     {.meaning = "カウンターではなく設定値。このネットワーク名前空間がインターフェース間で IPv4 "
                 "パケットを転送するなら 1、しないなら 2 である。",
      .raised =
          "sysctl の net.ipv4.ip_forward (net.ipv4.conf.all.forwarding と同じ) "
          "に従う。インターフェースごとの net.ipv4.conf.IFACE.forwarding は別の値をとり得る。",
      .worry =
          "ルーター、Kubernetes ノード、Docker ホストで 2 なら何も転送されない。普通のサーバーで 1 "
          "なら、他人のパケットを中継し得る状態である。",
      .next = "`sysctl net.ipv4.ip_forward` と `sysctl -a | grep 'conf.*\\.forwarding'` "
              "を確かめる。実際に転送しているかは Ip.ForwDatagrams で分かる。"}},
    {"Ip.DefaultTTL",
     {.meaning = "Not a counter but a setting: the TTL that outgoing IPv4 packets get when neither "
                 "the socket (IP_TTL) nor the route (hoplimit) says otherwise.",
      .raised = "It follows the sysctl net.ipv4.ip_default_ttl; 64 unless somebody changed it.",
      .worry = "A small value makes distant peers unreachable, because routers drop packets whose "
               "TTL runs out and answer with ICMP type 11.",
      .next = "Check `sysctl net.ipv4.ip_default_ttl`, and `ip route get ADDRESS` for a hoplimit "
              "on the route."},
     {.meaning = "カウンターではなく設定値。ソケット (IP_TTL) にも経路 (hoplimit) "
                 "にも指定がないときに、送信する IPv4 パケットに付ける TTL である。",
      .raised = "sysctl の net.ipv4.ip_default_ttl に従い、変更していなければ 64 である。",
      .worry = "小さすぎると、途中のルーターで TTL が尽きて ICMP タイプ 11 "
               "が返り、遠い相手に届かなくなる。",
      .next = "`sysctl net.ipv4.ip_default_ttl` を確かめ、経路に hoplimit がないか `ip route get "
              "ADDRESS` で見る。"}},
    {"Ip.InReceives",
     {.meaning = "IPv4 packets that reached the IP layer, before any check: good, bad, for this "
                 "host or to be forwarded.",
      .raised =
          "`ip_rcv_core` counts each buffer once, so several segments merged by GRO count as one. "
          "Frames for other MAC addresses (promiscuous mode) are dropped before and do not count.",
      .worry = "Large values are the ordinary traffic. If it stands still while the interface "
               "receives, packets are lost below IP: XDP, tc, a VLAN or a bridge took them.",
      .next = "Compare its rate with `ip -s link` (frames, not merged) and with Ip.InDelivers plus "
              "Ip.ForwDatagrams; what is missing was dropped by the firewall or by one of the "
              "In... error counters."},
     {.meaning = "IP 層に届いた IPv4 "
                 "パケットの数。検査より前に数えるので、正常なもの、壊れたもの、自ホスト宛て、転送"
                 "するもののすべてを含む。",
      .raised = "`ip_rcv_core` がバッファごとに 1 を加えるので、GRO でまとめられた複数セグメントも "
                "1 と数える。他の MAC アドレス宛てのフレーム (プロミスキャスモード) "
                "はその前に捨てられ、数えない。",
      .worry = "通常の通信量なので大きくてよい。インターフェースが受信しているのに増えないなら、IP "
               "より下 (XDP、tc、VLAN、ブリッジ) で失われている。",
      .next =
          "増分を `ip -s link` (まとめる前のフレーム数) や Ip.InDelivers と Ip.ForwDatagrams "
          "の和と比べる。足りない分はファイアウォールか、In で始まるエラーのカウンターに現れる。"}},
    {"Ip.InHdrErrors",
     {.meaning = "IPv4 packets dropped for their header: wrong version or length, bad checksum, "
                 "malformed options, or a TTL that ran out on the way through this host.",
      .raised = "`ip_rcv_core` and `ip_rcv_options` for broken headers; `ip_forward` for a TTL of "
                "1 or 0, which also sends ICMP time exceeded. A bad header checksum raises "
                "IpExt.InCsumErrors as well.",
      .worry = "On a router a steady trickle is normal: traceroute lives on it, and a fast rise "
               "means a routing loop. On a host that does not forward, any rise means a broken "
               "sender, cable, NIC or tunnel.",
      .next = "Compare with IpExt.InCsumErrors and Icmp.OutTimeExcds: the former is corruption, "
              "the latter is TTL. For a loop, run `traceroute` to the destinations seen with "
              "`tcpdump -ni any 'icmp[0]=11'`."},
     {.meaning = "ヘッダーに問題があって捨てた IPv4 "
                 "パケットの数。バージョンや長さの誤り、チェックサム不一致、不正なオプション、転送"
                 "中の TTL 切れを含む。",
      .raised = "壊れたヘッダーは `ip_rcv_core` と `ip_rcv_options`、TTL が 1 以下のパケットは "
                "`ip_forward` で数え、後者では ICMP の時間超過も送る。チェックサム不一致では "
                "IpExt.InCsumErrors も増える。",
      .worry = "ルーターでは traceroute "
               "などで少しずつ増えるのが普通で、急増は経路ループを意味する。転送しないホストで増え"
               "るなら、送信元、ケーブル、NIC、トンネルのどこかが壊れている。",
      .next = "IpExt.InCsumErrors (破損) と Icmp.OutTimeExcds (TTL 切れ) "
              "のどちらと一緒に増えるかを見る。ループの疑いがあれば、`tcpdump -ni any "
              "'icmp[0]=11'` で見えた宛先へ `traceroute` する。"}},
    {"Ip.InAddrErrors",
     {.meaning = "IPv4 packets that arrived here for an address that is not this host's, on an "
                 "interface that does not forward.",
      .raised = "`ip_error` when the route lookup of the input path ended in \"host unreachable\"; "
                "without forwarding every unicast packet for a foreign address ends so. No ICMP "
                "error is sent.",
      .worry =
          "A handful is harmless: a switch that floods, a peer with an old ARP entry. A steady "
          "rate means lost traffic: a service address that is not configured here, forwarding "
          "switched off on a router or container host, a load balancer with the wrong target.",
      .next = "See which destinations they are: `tcpdump -ni IFACE 'not host OWN_ADDRESS'`. Then "
              "check `ip -4 addr`, `sysctl net.ipv4.ip_forward` and `ip route get ADDRESS from "
              "SOURCE iif IFACE`."},
     {.meaning = "自ホストのものでないアドレス宛てに届き、受信インターフェースの転送が無効だったた"
                 "めに捨てた IPv4 パケットの数。",
      .raised = "受信時の経路検索が「ホスト到達不能」で終わったときに `ip_error` "
                "で数える。転送が無効なら、他ホスト宛てのユニキャストはすべてこうなる。ICMP "
                "エラーは返さない。",
      .worry =
          "少数なら、スイッチのフラッディングや相手の古い ARP "
          "エントリによるもので無害である。増え続けるなら通信が失われている。サービス用アドレスの設"
          "定漏れ、ルーターやコンテナホストでの転送の無効化、ロードバランサの宛先間違いを疑う。",
      .next = "`tcpdump -ni IFACE 'not host 自アドレス'` で宛先を調べ、`ip -4 addr`、`sysctl "
              "net.ipv4.ip_forward`、`ip route get ADDRESS from SOURCE iif IFACE` を確かめる。"}},
    {"Ip.ForwDatagrams",
     {.meaning =
          "IPv4 packets that this host forwarded, that is, tried to pass on to another interface.",
      .raised = "`ip_forward`, after the route and the TTL were found good. Newer kernels (about "
                "6.6) count before the firewall's FORWARD chain, older ones after it; multicast "
                "routing counts here too.",
      .worry = "Normal on routers, container and virtualisation hosts. A value above 0 on a plain "
               "server means that it routes, perhaps without anyone's wish. Flow offload (nftables "
               "flowtable, hardware) goes around it, so real traffic can be higher.",
      .next = "Compare with Ip.Forwarding, `ip -s link` per interface, and the counters of the "
              "FORWARD chain (`nft list ruleset`, `iptables -vnL FORWARD`)."},
     {.meaning =
          "このホストが転送した、つまり別のインターフェースへ送り出そうとした IPv4 パケットの数。",
      .raised = "経路と TTL に問題がないと分かった後、`ip_forward` で数える。新しいカーネル (6.6 "
                "頃から) はファイアウォールの FORWARD "
                "チェインの前、古いものは後で数える。マルチキャストルーティングの分も含む。",
      .worry = "ルーター、コンテナホスト、仮想化ホストでは普通である。普通のサーバーで 0 "
               "でなければ、意図せずルーターになっている。フローのオフロード (nftables の "
               "flowtable やハードウェア) はここを通らないので、実際の量はもっと多いことがある。",
      .next = "Ip.Forwarding、インターフェースごとの `ip -s link`、FORWARD チェインのカウンター "
              "(`nft list ruleset`、`iptables -vnL FORWARD`) と比べる。"}},
    {"Ip.InUnknownProtos",
     {.meaning = "IPv4 packets for this host whose protocol number nobody here handles: neither "
                 "the kernel nor a raw socket.",
      .raised = "`ip_protocol_deliver_rcu` finds no handler; it answers with ICMP \"protocol "
                "unreachable\" (Icmp.OutDestUnreachs rises with it).",
      .worry = "A few come from scanners. A steady rate usually means a tunnel or routing protocol "
               "whose module or daemon is missing here: GRE, IPIP, ESP, OSPF, VRRP, SCTP.",
      .next = "Find the number: `tcpdump -ni any 'ip and not (tcp or udp or icmp)'`. Then load the "
              "module or start the daemon, or filter the traffic."},
     {.meaning = "自ホスト宛てだが、そのプロトコル番号を扱うものがカーネルにも raw "
                 "ソケットにもない IPv4 パケットの数。",
      .raised = "`ip_protocol_deliver_rcu` でハンドラが見つからないときに増え、ICMP "
                "の「プロトコル到達不能」を返す (Icmp.OutDestUnreachs も増える)。",
      .worry = "少数ならスキャンである。増え続けるなら、トンネルや経路制御プロトコル "
               "(GRE、IPIP、ESP、OSPF、VRRP、SCTP など) "
               "のモジュールやデーモンがこのホストにないことが多い。",
      .next = "`tcpdump -ni any 'ip and not (tcp or udp or icmp)'` "
              "で番号を調べ、モジュールを読み込むかデーモンを起動する。不要な通信ならフィルターする"
              "。"}},
    {"Ip.InDiscards",
     {.meaning = "Good IPv4 packets that the IP layer threw away for lack of memory, not for a "
                 "fault of the packet.",
      .raised = "A failed copy or trim of the buffer in `ip_rcv_core`, `ip_rcv_options` or "
                "`ip_local_deliver_finish`. Packets dropped by the firewall, by full socket "
                "buffers or by TCP and UDP are not counted here.",
      .worry = "Should be 0. Any growth says that the kernel could not allocate memory in "
               "interrupt context.",
      .next = "Look for memory pressure: `dmesg | grep -i 'page allocation failure'`, "
              "`/proc/meminfo`, `sysctl vm.min_free_kbytes`. For drops elsewhere see `ip -s -s "
              "link`, `/proc/net/softnet_stat` and Udp.RcvbufErrors."},
     {.meaning = "パケットに問題はないのに、メモリ不足のために IP 層が捨てた IPv4 パケットの数。",
      .raised = "`ip_rcv_core`、`ip_rcv_options`、`ip_local_deliver_finish` "
                "でバッファの複製や切り詰めに失敗したときに増える。ファイアウォール、ソケットバッフ"
                "ァ溢れ、TCP や UDP による破棄は含まない。",
      .worry = "0 であるべき値。増えるなら、割り込みコンテキストでメモリを確保できていない。",
      .next = "`dmesg | grep -i 'page allocation failure'`、`/proc/meminfo`、`sysctl "
              "vm.min_free_kbytes` でメモリ不足を調べる。他の場所での破棄は `ip -s -s "
              "link`、`/proc/net/softnet_stat`、Udp.RcvbufErrors を見る。"}},
    {"Ip.InDelivers",
     {.meaning = "IPv4 packets handed to a protocol on this host: TCP, UDP, ICMP, a tunnel, or a "
                 "raw socket.",
      .raised = "`ip_protocol_deliver_rcu` after the protocol's handler ran. Delivered does not "
                "mean accepted: a packet for a closed port or a full socket buffer counts too.",
      .worry = "Ordinary traffic. If it lags far behind Ip.InReceives on a host that does not "
               "forward, the firewall or one of the In... errors takes the difference.",
      .next = "Subtract it and Ip.ForwDatagrams from Ip.InReceives and look for the rest in `nft "
              "list ruleset` counters, TcpExt.IPReversePathFilter, Ip.InAddrErrors and the "
              "Reasm... counters."},
     {.meaning = "このホストの上位プロトコル (TCP、UDP、ICMP、トンネル、raw ソケット) に渡した "
                 "IPv4 パケットの数。",
      .raised =
          "プロトコルのハンドラが動いた後に `ip_protocol_deliver_rcu` "
          "で数える。渡しただけであり、閉じたポート宛てやソケットバッファが一杯だったものも含む。",
      .worry = "通常の通信量である。転送しないホストで Ip.InReceives "
               "を大きく下回るなら、差はファイアウォールか In で始まるエラーで捨てられている。",
      .next = "Ip.InReceives からこの値と Ip.ForwDatagrams を引き、残りを `nft list ruleset` "
              "のカウンター、TcpExt.IPReversePathFilter、Ip.InAddrErrors、Reasm "
              "で始まるカウンターから探す。"}},
    {"Ip.OutRequests",
     {.meaning = "IPv4 packets that this host itself wanted to send. The name speaks of requests: "
                 "what the firewall or the interface drops later is included.",
      .raised = "From Linux 6.7 on `__ip_local_out` counts, and only packets of this host. Before, "
                "output counted after routing and forwarded packets were included. A TSO or UDP "
                "GSO buffer of many segments counts once.",
      .worry = "Ordinary traffic. Do not compare it across that kernel version, nor with the "
               "packet counts of an interface: GSO makes it smaller.",
      .next = "Compare with Ip.OutTransmits (what went on to the neighbour layer, Linux 6.7 and "
              "later), Ip.OutDiscards, Ip.OutNoRoutes and `ip -s link`."},
     {.meaning = "このホスト自身が送ろうとした IPv4 "
                 "パケットの数。名前のとおり「要求」なので、後でファイアウォールやインターフェース"
                 "が捨てたものも含む。",
      .raised = "Linux 6.7 からは `__ip_local_out` "
                "が自ホストの送信だけを数える。それより前は経路決定後の出力で数え、転送したパケット"
                "も含んでいた。多数のセグメントからなる TSO や UDP GSO のバッファも 1 と数える。",
      .worry = "通常の通信量である。このカーネル版をまたいで比べてはならない。GSO "
               "の分だけ小さいので、インターフェースのパケット数とも一致しない。",
      .next = "Ip.OutTransmits (隣接層へ進んだ数、Linux 6.7 "
              "以降)、Ip.OutDiscards、Ip.OutNoRoutes、`ip -s link` と比べる。"}},
    {"Ip.OutDiscards",
     {.meaning =
          "IPv4 packets of this host that were dropped on the way out although a route existed.",
      .raised = "`ip_send_skb` and raw sockets when the lower layers refuse (queue discipline "
                "full, firewall's OUTPUT or POSTROUTING drop), and `__ip_append_data` when memory "
                "or the send buffer does not suffice. TCP's own packets are not counted here: it "
                "notices and sends again.",
      .worry = "Should be nearly still. A rise is lost UDP, ICMP or raw traffic: a full transmit "
               "queue, a shaper that drops, or a firewall rule.",
      .next = "Look at `tc -s qdisc` (dropped, overlimits), `ip -s link` (TX dropped), rules of "
              "the OUTPUT chain, and Udp.SndbufErrors."},
     {.meaning = "経路はあったのに送信途中で捨てた、このホスト自身の IPv4 パケットの数。",
      .raised =
          "下位層が拒んだとき (qdisc が一杯、ファイアウォールの OUTPUT や POSTROUTING での破棄) に "
          "`ip_send_skb` と raw ソケットが、メモリや送信バッファが足りないときに "
          "`__ip_append_data` が数える。TCP は自分で気付いて再送するので、その分は含まない。",
      .worry = "ほとんど増えないはずの値。増えるなら UDP、ICMP、raw "
               "の通信が失われている。送信キュー溢れ、シェーパによる破棄、ファイアウォールのルール"
               "を疑う。",
      .next = "`tc -s qdisc` (dropped、overlimits)、`ip -s link` (TX dropped)、OUTPUT "
              "チェインのルール、Udp.SndbufErrors を見る。"}},
    {"Ip.OutNoRoutes",
     {.meaning = "IPv4 packets or connection attempts of this host for which no route was found.",
      .raised = "`__ip_queue_xmit` and `inet_csk_route_req` (TCP, answers to SYNs included), "
                "connect(2) and UDP's sendmsg(2) when the lookup ends in ENETUNREACH. Packets to "
                "be forwarded are not counted here but in IpExt.InNoRoutes.",
      .worry = "A rise while an interface comes up or a VPN restarts is normal. Lasting growth "
               "means that a program asks for an address that the routing table cannot reach, or "
               "that answers to clients have no way back.",
      .next = "Ask the table: `ip route get ADDRESS` (with `mark` or `vrf` if you use them), `ip "
              "rule`, `ip route show table all`. `bpfnetstat drops` names listeners that dropped a "
              "SYN because there was no route to the client."},
     {.meaning = "経路が見つからなかった、このホスト自身の IPv4 パケットや接続の試みの数。",
      .raised = "TCP (SYN への応答を含む) では `__ip_queue_xmit` と `inet_csk_route_req`、ほかに "
                "connect(2) や UDP の sendmsg(2) で検索が ENETUNREACH "
                "に終わったときに増える。転送するパケットの分は IpExt.InNoRoutes に数える。",
      .worry = "インターフェースの起動時や VPN "
               "の再接続時に増えるのは普通である。増え続けるなら、経路表で届かないアドレスをプログ"
               "ラムが要求しているか、クライアントへの戻りの経路がない。",
      .next = "`ip route get ADDRESS` (必要なら `mark` や `vrf` を付ける)、`ip rule`、`ip route "
              "show table all` で調べる。クライアントへの経路がなく SYN を捨てたリスナーは "
              "`bpfnetstat drops` に出る。"}},
    {"Ip.ReasmTimeout",
     {.meaning = "IPv4 datagrams given up because not all of their fragments came within "
                 "net.ipv4.ipfrag_time (30 seconds by default).",
      .raised = "The timer `ip_expire`; Ip.ReasmFails rises with it. If the first fragment had "
                "come and the datagram was for this host, ICMP time exceeded (code 1) is sent.",
      .worry = "Each one is a lost datagram: a fragment lost on the way, a firewall that lets only "
               "first fragments pass, or an attacker who sends incomplete ones.",
      .next = "Compare with Ip.ReasmReqds and Ip.ReasmOKs. Find the senders with `tcpdump -ni any "
              "'ip[6:2] & 0x3fff != 0'`, and avoid fragments: a smaller UDP payload (DNS: EDNS "
              "buffer of 1232), TCP, the right tunnel MTU."},
     {.meaning = "net.ipv4.ipfrag_time (既定 30 秒) "
                 "のうちにフラグメントが揃わず、再構成をあきらめた IPv4 データグラムの数。",
      .raised = "タイマー `ip_expire` で増え、同時に Ip.ReasmFails "
                "も増える。先頭フラグメントが届いていて自ホスト宛てなら、ICMP の時間超過 (コード "
                "1) を送る。",
      .worry = "1 つが 1 "
               "データグラムの損失である。途中でのフラグメントの消失、先頭フラグメントしか通さない"
               "ファイアウォール、不完全なものを送りつける攻撃を疑う。",
      .next = "Ip.ReasmReqds、Ip.ReasmOKs と比べる。送信元は `tcpdump -ni any 'ip[6:2] & 0x3fff != "
              "0'` で調べる。UDP ペイロードを小さくする (DNS なら EDNS 1232)、TCP "
              "を使う、トンネルの MTU を正すなどして断片化を避ける。"}},
    {"Ip.ReasmReqds",
     {.meaning =
          "IPv4 fragments that were given to reassembly. It counts fragments, not datagrams.",
      .raised = "`ip_defrag`: for datagrams to this host, and with connection tracking or IPVS "
                "also for those that are only forwarded.",
      .worry = "Fragments are costly but legal. A sudden rise can be a fragment flood, or a path "
               "whose MTU shrank (a new tunnel).",
      .next = "Ip.ReasmOKs counts the datagrams that came out; the ratio of the two is the mean "
              "number of fragments. Memory in use stands in `/proc/net/sockstat`, line FRAG."},
     {.meaning =
          "再構成に渡された IPv4 フラグメントの数。データグラムではなくフラグメントを数える。",
      .raised = "`ip_defrag` で増える。自ホスト宛てに加え、コネクション追跡や IPVS "
                "が有効なら転送するだけのものも含む。",
      .worry = "断片化は無駄だが異常ではない。急増はフラグメントの大量送信(flood)か、経路の MTU "
               "が小さくなったこと (新しいトンネルなど) を示す。",
      .next = "再構成できたデータグラムは Ip.ReasmOKs "
              "で、両者の比が平均フラグメント数である。使用中のメモリは `/proc/net/sockstat` の "
              "FRAG 行に出る。"}},
    {"Ip.ReasmOKs",
     {.meaning = "IPv4 datagrams put together completely from their fragments.",
      .raised = "`ip_frag_reasm`, when the last missing fragment has come.",
      .worry = "Good news each time. If many datagrams come in fragments, throughput and loss "
               "suffer: one lost fragment loses the whole datagram.",
      .next = "Compare with Ip.ReasmFails. To get rid of fragments look for the cause: large UDP "
              "datagrams (NFS, DNS, tunnels) or a tunnel MTU that is too large."},
     {.meaning = "フラグメントがすべて揃って再構成できた IPv4 データグラムの数。",
      .raised = "最後に足りなかったフラグメントが届いたときに `ip_frag_reasm` で増える。",
      .worry = "1 つ 1 つは成功である。ただし断片化が多いと、1 "
               "つの消失でデータグラム全体が失われるので、性能と損失率が悪くなる。",
      .next = "Ip.ReasmFails と比べる。断片化をなくすには、大きな UDP (NFS、DNS、トンネル) "
              "や大きすぎるトンネル MTU といった原因を探す。"}},
    {"Ip.ReasmFails",
     {.meaning = "Failures of IPv4 reassembly. It is not a count of lost datagrams: some failures "
                 "count per fragment.",
      .raised = "Timeouts (`ip_expire`), too little fragment memory (`ip_defrag` finds no queue: "
                "net.ipv4.ipfrag_high_thresh), fragments that overlap, bad lengths, and queues "
                "emptied because too many other fragments came between (net.ipv4.ipfrag_max_dist).",
      .worry = "A few are normal on the Internet. If it grows about as fast as Ip.ReasmReqds and "
               "Ip.ReasmTimeout does not, the fragment memory is full: a flood, or a limit too "
               "small for the traffic.",
      .next = "Compare with Ip.ReasmTimeout and IpExt.ReasmOverlaps, see FRAG in "
              "`/proc/net/sockstat` against `sysctl net.ipv4.ipfrag_high_thresh`, and find the "
              "senders with `tcpdump -ni any 'ip[6:2] & 0x3fff != 0'`."},
     {.meaning = "IPv4 "
                 "の再構成の失敗数。フラグメント単位で数える失敗もあるので、失われたデータグラムの"
                 "数とは一致しない。",
      .raised = "タイムアウト (`ip_expire`)、フラグメント用メモリの不足 (`ip_defrag` "
                "でキューを得られない: "
                "net.ipv4.ipfrag_high_thresh)"
                "、重なったフラグメント、長さの誤り、間に別のフラグメントが多すぎて空にされたキュー"
                " (net.ipv4.ipfrag_max_dist) で増える。",
      .worry = "インターネット上では少数は普通である。Ip.ReasmReqds "
               "とほぼ同じ速さで増え、Ip.ReasmTimeout "
               "が増えないなら、メモリの上限に達している。大量送信(flood)"
               "か、通信量に対して上限が小さい。",
      .next = "Ip.ReasmTimeout、IpExt.ReasmOverlaps と比べ、`/proc/net/sockstat` の FRAG を "
              "`sysctl net.ipv4.ipfrag_high_thresh` と比べる。送信元は `tcpdump -ni any 'ip[6:2] & "
              "0x3fff != 0'` で調べる。"}},
    {"Ip.FragOKs",
     {.meaning = "IPv4 packets that this host cut into fragments successfully, because they were "
                 "larger than the MTU of the way out.",
      .raised = "`ip_do_fragment`, for packets of this host and for forwarded ones without the DF "
                "bit. Each packet counts once; its pieces are in Ip.FragCreates.",
      .worry =
          "Harmless in small numbers. Many mean that a program sends large UDP datagrams, or that "
          "forwarded traffic enters a smaller tunnel: both cost speed and make loss likelier.",
      .next = "Compare MTUs with `ip link`, and find the traffic with `tcpdump -ni any 'ip[6:2] & "
              "0x3fff != 0'`. TCP does not cause it while path MTU discovery works."},
     {.meaning = "出口の MTU より大きかったため、このホストが断片化して送れた IPv4 パケットの数。",
      .raised = "`ip_do_fragment` で増える。自ホストのものと、DF "
                "ビットのない転送パケットが対象で、元のパケットを 1 と数える。できた断片は "
                "Ip.FragCreates に数える。",
      .worry =
          "少数なら無害である。多いときは、プログラムが大きな UDP を送っているか、転送先が小さい "
          "MTU のトンネルである。どちらも遅くなり、損失が増えやすい。",
      .next = "`ip link` で MTU を比べ、`tcpdump -ni any 'ip[6:2] & 0x3fff != 0'` "
              "で通信を特定する。経路 MTU 探索が働いている限り TCP が原因になることはない。"}},
    {"Ip.FragFails",
     {.meaning = "IPv4 packets that were too large for the way out and could not be cut: mostly "
                 "because their DF bit forbids it.",
      .raised = "`ip_forward` and `ip_fragment` with DF set, which also send ICMP \"fragmentation "
                "needed\" (type 3 code 4); more rarely a lack of memory in `ip_do_fragment`.",
      .worry = "On a router with a smaller MTU on one side this is path MTU discovery at work. It "
               "becomes a fault if the ICMP message is filtered on its way back: then large "
               "packets vanish while small ones pass (connections hang after the handshake).",
      .next = "Check that ICMP type 3 reaches the senders, compare MTUs with `ip link`, and clamp "
              "the MSS for tunnels (`tcp option maxseg size set rt mtu` in nftables). `tracepath "
              "ADDRESS` shows where the MTU falls."},
     {.meaning = "出口の MTU より大きく、しかも断片化できなかった IPv4 パケットの数。多くは DF "
                 "ビットによる禁止である。",
      .raised = "DF の立ったパケットを `ip_forward` と `ip_fragment` で捨てるときに増え、ICMP "
                "の「断片化が必要」(タイプ 3 コード 4) も送る。まれに `ip_do_fragment` "
                "のメモリ不足でも増える。",
      .worry = "片側の MTU が小さいルーターでは、経路 MTU 探索が働いている証拠である。その ICMP "
               "が途中でフィルターされると障害になり、大きなパケットだけが消える "
               "(ハンドシェイク後に接続が固まる)。",
      .next = "ICMP タイプ 3 が送信元まで届くか確かめ、`ip link` で MTU を比べ、トンネルでは MSS "
              "を調整する (nftables の `tcp option maxseg size set rt mtu`)。`tracepath ADDRESS` "
              "で MTU が下がる場所が分かる。"}},
    {"Ip.FragCreates",
     {.meaning = "IPv4 fragments that this host made and passed on.",
      .raised =
          "`ip_do_fragment`, once for each piece. Ip.FragOKs counts the packets that were cut.",
      .worry = "As harmless or not as Ip.FragOKs: many fragments mean a mismatch of datagram size "
               "and MTU.",
      .next = "Divide by Ip.FragOKs for the mean number of pieces; then see Ip.FragOKs."},
     {.meaning = "このホストが作って送り出した IPv4 フラグメントの数。",
      .raised = "`ip_do_fragment` が断片ごとに 1 を加える。断片化した元のパケットは Ip.FragOKs "
                "に数える。",
      .worry = "意味は Ip.FragOKs と同じで、多いときはデータグラムの大きさと MTU が合っていない。",
      .next = "Ip.FragOKs で割ると平均の断片数になる。対処は Ip.FragOKs を見る。"}},
    {"Ip.OutTransmits",
     {.meaning = "IPv4 packets that IP handed down for transmission, this host's and forwarded "
                 "ones, after fragmentation. Kernels from Linux 6.7 on have it.",
      .raised = "`ip_finish_output2`, after the firewall's POSTROUTING. Each fragment counts; a "
                "GSO buffer of many segments counts once. Loopback traffic is included.",
      .worry = "Ordinary traffic. Older kernels (5.10, 6.1) do not print it: there Ip.OutRequests "
               "comes nearest.",
      .next = "Compare with Ip.OutRequests plus Ip.ForwDatagrams: what is missing was dropped by "
              "the firewall. IpExt.OutOctets counts the bytes at the same place."},
     {.meaning = "IP 層が送信のために下位へ渡した IPv4 "
                 "パケットの数。自ホストのものと転送したものの両方を、断片化した後で数える。Linux "
                 "6.7 以降にある。",
      .raised = "ファイアウォールの POSTROUTING の後、`ip_finish_output2` で増える。断片は 1 "
                "つずつ、多数のセグメントからなる GSO バッファは 1 と数える。ループバックも含む。",
      .worry = "通常の通信量である。古いカーネル (5.10、6.1) には出ず、そこでは Ip.OutRequests "
               "が最も近い。",
      .next = "Ip.OutRequests と Ip.ForwDatagrams "
              "の和と比べる。足りない分はファイアウォールが捨てている。同じ場所でのバイト数は "
              "IpExt.OutOctets である。"}},
    // IpExt: /proc/net/netstat.
    {"IpExt.InNoRoutes",
     {.meaning = "IPv4 packets that came in to be forwarded but found no route: neither a matching "
                 "prefix nor a default route.",
      .raised = "`ip_error` with ENETUNREACH, on an interface with forwarding enabled; it also "
                "sends ICMP \"network unreachable\". Where forwarding is off such packets count in "
                "Ip.InAddrErrors instead.",
      .worry = "On a router it means lost traffic: a missing route, a neighbour that routes too "
               "much to here, or address scans through a router without a default route.",
      .next = "Find the destinations: `tcpdump -ni any 'icmp[0]=3 and icmp[1]=0'` shows what was "
              "refused. Then `ip route get ADDRESS from SOURCE iif IFACE` and `ip rule`."},
     {.meaning = "転送するために受信したが、一致するプレフィックスもデフォルト経路もなかった IPv4 "
                 "パケットの数。",
      .raised = "転送が有効なインターフェースで検索が ENETUNREACH に終わったときに `ip_error` "
                "で増え、ICMP の「ネットワーク到達不能」も送る。転送が無効な場合は Ip.InAddrErrors "
                "に数える。",
      .worry = "ルーターでは通信の損失を意味する。経路の欠落、隣のルーターからの余計な転送、デフォ"
               "ルト経路のないルーターを通るアドレススキャンを疑う。",
      .next = "`tcpdump -ni any 'icmp[0]=3 and icmp[1]=0'` で拒んだ宛先を調べ、`ip route get "
              "ADDRESS from SOURCE iif IFACE` と `ip rule` を確かめる。"}},
    {"IpExt.InTruncatedPkts",
     {.meaning = "IPv4 packets shorter than the length that their own header states.",
      .raised = "`ip_rcv_core`, when the buffer holds less than the total length field says. The "
                "packet is dropped.",
      .worry = "Should be 0. A rise points to a broken driver or NIC, a tunnel that cuts packets, "
               "or a program that injects malformed ones.",
      .next = "Capture some with `tcpdump -vni IFACE ip` (it says \"truncated-ip\"), and look at "
              "`ethtool -S IFACE` and `ethtool -k IFACE` (try without GRO or LRO)."},
     {.meaning = "自分のヘッダーが示す長さより実際のデータが短い IPv4 パケットの数。",
      .raised = "バッファの中身が全長フィールドに足りないときに `ip_rcv_core` "
                "で増え、そのパケットを捨てる。",
      .worry = "0 であるべき値。増えるなら、ドライバーや NIC "
               "の不具合、パケットを切り詰めるトンネル、不正なパケットを注入するプログラムを疑う。",
      .next = "`tcpdump -vni IFACE ip` で捕まえ (truncated-ip と表示される)、`ethtool -S IFACE` と "
              "`ethtool -k IFACE` (GRO や LRO を切って試す) を見る。"}},
    {"IpExt.InMcastPkts",
     {.meaning = "IPv4 packets received for a multicast group that this host accepts.",
      .raised = "`ip_rcv_finish_core`, when the route found for the destination is a multicast "
                "one. Groups that nobody joined are not counted.",
      .worry = "Normal: service discovery (mDNS, SSDP), routing protocols, VRRP and PTP live on "
               "it. A high rate may be a stream that should not reach this host.",
      .next =
          "`ip maddress` and `netstat -g` list the joined groups; `tcpdump -ni any 'ip multicast'` "
          "shows the senders. If nobody reads the datagrams, Udp.IgnoredMulti grows."},
     {.meaning = "このホストが受け入れるマルチキャストグループ宛てに受信した IPv4 パケットの数。",
      .raised = "宛先の経路がマルチキャストだったときに `ip_rcv_finish_core` "
                "で増える。誰も参加していないグループは数えない。",
      .worry = "サービス発見 (mDNS、SSDP)、経路制御プロトコル、VRRP、PTP "
               "などで普通に増える。多すぎるなら、このホストに不要なストリームが届いている可能性が"
               "ある。",
      .next =
          "参加中のグループは `ip maddress` や `netstat -g` で、送信元は `tcpdump -ni any 'ip "
          "multicast'` で分かる。誰も読まないデータグラムがあれば Udp.IgnoredMulti が増える。"}},
    {"IpExt.OutMcastPkts",
     {.meaning = "IPv4 packets sent to multicast groups.",
      .raised = "`ip_finish_output2` with a multicast route. IGMP reports and multicast forwarding "
                "are included.",
      .worry = "Normal for discovery and routing daemons. A large number means that some program "
               "here sources a stream.",
      .next = "`tcpdump -ni any -Q out 'ip multicast'` shows the groups; `ss -uanp` helps to find "
              "the program."},
     {.meaning = "マルチキャストグループ宛てに送信した IPv4 パケットの数。",
      .raised = "マルチキャストの経路で `ip_finish_output2` を通るときに増える。IGMP "
                "レポートやマルチキャスト転送も含む。",
      .worry = "サービス発見や経路制御のデーモンがあれば普通である。多いときは、このホストのプログ"
               "ラムがストリームを配信している。",
      .next = "`tcpdump -ni any -Q out 'ip multicast'` でグループを、`ss -uanp` "
              "で送信プログラムを調べる。"}},
    {"IpExt.InBcastPkts",
     {.meaning =
          "IPv4 packets received for a broadcast address (255.255.255.255 or the subnet's own).",
      .raised = "`ip_rcv_finish_core`, when the route found for the destination is a broadcast "
                "one. ARP is not IP and does not count.",
      .worry = "Some are normal in every subnet: DHCP, NetBIOS, Wake-on-LAN. Thousands per second "
               "are a broadcast storm or a loop of switches, and cost CPU on every host.",
      .next = "`tcpdump -ni IFACE 'ip broadcast'` names the senders; compare several hosts of the "
              "subnet. Udp.IgnoredMulti shows how many nobody wanted."},
     {.meaning = "ブロードキャストアドレス (255.255.255.255 またはサブネットのもの) 宛てに受信した "
                 "IPv4 パケットの数。",
      .raised = "宛先の経路がブロードキャストだったときに `ip_rcv_finish_core` で増える。ARP は IP "
                "ではないので数えない。",
      .worry = "DHCP、NetBIOS、Wake-on-LAN "
               "などで、どのサブネットでもある程度は増える。毎秒数千にもなるならブロードキャストス"
               "トームかスイッチのループで、全ホストの CPU を消費する。",
      .next = "`tcpdump -ni IFACE 'ip broadcast'` "
              "で送信元を調べ、同じサブネットの他のホストと比べる。誰も受け取らなかった数は "
              "Udp.IgnoredMulti に出る。"}},
    {"IpExt.OutBcastPkts",
     {.meaning = "IPv4 packets sent to a broadcast address.",
      .raised = "`ip_finish_output2` with a broadcast route.",
      .worry = "A DHCP client or discovery tool sends a few. Many mean that a program here floods "
               "the subnet.",
      .next = "`tcpdump -ni any -Q out 'ip broadcast'` shows what they are; `ss -uanp` helps to "
              "find the program."},
     {.meaning = "ブロードキャストアドレス宛てに送信した IPv4 パケットの数。",
      .raised = "ブロードキャストの経路で `ip_finish_output2` を通るときに増える。",
      .worry = "DHCP "
               "クライアントや探索ツールが少し送るのは普通である。多いときは、このホストのプログラ"
               "ムがサブネットに大量に流している。",
      .next =
          "`tcpdump -ni any -Q out 'ip broadcast'` で内容を、`ss -uanp` でプログラムを調べる。"}},
    {"IpExt.InOctets",
     {.meaning = "Bytes of the IPv4 packets counted in Ip.InReceives, IP headers included, "
                 "link-layer headers not.",
      .raised = "`ip_rcv_core`, before any check; loopback and the padding of short Ethernet "
                "frames are included.",
      .worry = "The ordinary traffic volume. It is 64 bits wide on every kernel of interest and "
               "does not wrap.",
      .next = "Divide by Ip.InReceives for the mean size after GRO. `ip -s link` has the bytes per "
              "interface, link-layer headers included."},
     {.meaning = "Ip.InReceives に数えた IPv4 パケットのバイト数。IP "
                 "ヘッダーを含み、リンク層ヘッダーは含まない。",
      .raised = "検査の前に `ip_rcv_core` で増える。ループバックや、短い Ethernet "
                "フレームのパディングも含む。",
      .worry = "通常の通信量である。64 ビットなので一周することはない。",
      .next = "Ip.InReceives で割ると GRO 後の平均サイズになる。インターフェースごとのバイト数 "
              "(リンク層ヘッダー込み) は `ip -s link` で見る。"}},
    {"IpExt.OutOctets",
     {.meaning = "Bytes of the IPv4 packets handed down for transmission, IP headers included.",
      .raised = "From Linux 6.6 on `ip_finish_output2`, after fragmentation. Before, `ip_output` "
                "counted, and `ip_forward_finish` once more for forwarded packets, so that those "
                "counted twice.",
      .worry = "The ordinary traffic volume. On a router with an older kernel (5.10, 6.1) it is "
               "too high by the forwarded bytes.",
      .next = "Compare with the sum over the interfaces in `ip -s link`, which is right on every "
              "kernel."},
     {.meaning = "送信のために下位へ渡した IPv4 パケットのバイト数。IP ヘッダーを含む。",
      .raised =
          "Linux 6.6 からは断片化の後に `ip_finish_output2` で数える。それより前は `ip_output` "
          "で数え、転送パケットは `ip_forward_finish` でも数えたので二重になっていた。",
      .worry = "通常の通信量である。古いカーネル (5.10、6.1) "
               "のルーターでは、転送したバイト数だけ大きく出る。",
      .next = "どのカーネルでも正しい `ip -s link` のインターフェースごとの値と比べる。"}},
    {"IpExt.InMcastOctets",
     {.meaning = "Bytes of the packets counted in IpExt.InMcastPkts.",
      .raised = "`ip_rcv_finish_core`, together with IpExt.InMcastPkts.",
      .worry = "Normal where multicast is used. A high rate is a stream: make sure that this host "
               "wants it.",
      .next = "See IpExt.InMcastPkts; `tcpdump -ni any 'ip multicast'` and `ip maddress` show what "
              "and why."},
     {.meaning = "IpExt.InMcastPkts に数えたパケットのバイト数。",
      .raised = "`ip_rcv_finish_core` で IpExt.InMcastPkts と同時に増える。",
      .worry = "マルチキャストを使っていれば普通である。多いときは、このホストに必要なストリームか"
               "どうか確かめる。",
      .next = "IpExt.InMcastPkts を参照。`tcpdump -ni any 'ip multicast'` と `ip maddress` "
              "で内容と理由を調べる。"}},
    {"IpExt.OutMcastOctets",
     {.meaning = "Bytes of the packets counted in IpExt.OutMcastPkts.",
      .raised = "`ip_finish_output2`, together with IpExt.OutMcastPkts.",
      .worry = "Normal where a program here sources multicast. A high rate fills every port of a "
               "switch that does not snoop IGMP.",
      .next = "See IpExt.OutMcastPkts, and check IGMP snooping on the switches."},
     {.meaning = "IpExt.OutMcastPkts に数えたパケットのバイト数。",
      .raised = "`ip_finish_output2` で IpExt.OutMcastPkts と同時に増える。",
      .worry = "マルチキャストを配信するプログラムがあれば普通である。多いと、IGMP "
               "スヌーピングのないスイッチでは全ポートを埋める。",
      .next = "IpExt.OutMcastPkts を参照し、スイッチの IGMP スヌーピングを確かめる。"}},
    {"IpExt.InBcastOctets",
     {.meaning = "Bytes of the packets counted in IpExt.InBcastPkts.",
      .raised = "`ip_rcv_finish_core`, together with IpExt.InBcastPkts.",
      .worry =
          "Small beside IpExt.InOctets in a healthy subnet. A large share is a broadcast storm.",
      .next = "See IpExt.InBcastPkts; `tcpdump -ni IFACE 'ip broadcast'` names the senders."},
     {.meaning = "IpExt.InBcastPkts に数えたパケットのバイト数。",
      .raised = "`ip_rcv_finish_core` で IpExt.InBcastPkts と同時に増える。",
      .worry = "健全なサブネットでは IpExt.InOctets "
               "に比べて小さい。割合が大きければブロードキャストストームである。",
      .next = "IpExt.InBcastPkts を参照。`tcpdump -ni IFACE 'ip broadcast'` で送信元が分かる。"}},
    {"IpExt.OutBcastOctets",
     {.meaning = "Bytes of the packets counted in IpExt.OutBcastPkts.",
      .raised = "`ip_finish_output2`, together with IpExt.OutBcastPkts.",
      .worry = "Should be small. Much of it burdens every host of the subnet.",
      .next = "See IpExt.OutBcastPkts; `tcpdump -ni any -Q out 'ip broadcast'` shows the traffic."},
     {.meaning = "IpExt.OutBcastPkts に数えたパケットのバイト数。",
      .raised = "`ip_finish_output2` で IpExt.OutBcastPkts と同時に増える。",
      .worry = "小さいはずの値である。多いとサブネットの全ホストの負担になる。",
      .next =
          "IpExt.OutBcastPkts を参照。`tcpdump -ni any -Q out 'ip broadcast'` で内容が分かる。"}},
    {"IpExt.InCsumErrors",
     {.meaning = "IPv4 packets dropped because the checksum of their IP header was wrong.",
      .raised = "`ip_rcv_core`; Ip.InHdrErrors rises with it. TCP, UDP and ICMP have checksum "
                "counters of their own.",
      .worry = "Should be 0. The IP header is short, so even a few mean much corruption on the "
               "last hop: cable, optics, switch, NIC or its memory. Routers recompute the "
               "checksum, so the fault is near.",
      .next = "`ethtool -S IFACE | grep -i -e crc -e err`, `ip -s -s link`; compare with "
              "Tcp.InCsumErrors and Udp.InCsumErrors, and swap cable, port or NIC."},
     {.meaning = "IP ヘッダーのチェックサムが誤っていたために捨てた IPv4 パケットの数。",
      .raised = "`ip_rcv_core` で増え、Ip.InHdrErrors も同時に増える。TCP、UDP、ICMP "
                "には別のチェックサムのカウンターがある。",
      .worry = "0 であるべき値。IP ヘッダーは短いので、わずかでも最後のホップで相当な破損がある "
               "(ケーブル、光モジュール、スイッチ、NIC "
               "とそのメモリ)。ルーターはチェックサムを計算し直すので、故障は近くにある。",
      .next = "`ethtool -S IFACE | grep -i -e crc -e err`、`ip -s -s link` "
              "を見て、Tcp.InCsumErrors、Udp.InCsumErrors と比べる。ケーブル、ポート、NIC "
              "を替えて試す。"}},
    {"IpExt.InNoECTPkts",
     {.meaning = "IPv4 packets received without ECN: the two ECN bits of the header are 00.",
      .raised = "`ip_rcv_core`. Unlike Ip.InReceives it counts the segments inside a GRO buffer, "
                "so it is the better measure of packets on the wire.",
      .worry = "Normal: most traffic carries no ECN. Together the four ECN counters are nearly all "
               "IPv4 packets that came in.",
      .next = "Compare with IpExt.InECT0Pkts and IpExt.InCEPkts to see how much traffic uses ECN; "
              "`sysctl net.ipv4.tcp_ecn` says whether TCP here asks for it."},
     {.meaning = "ECN を使わない (ヘッダーの ECN ビットが 00 の) 受信 IPv4 パケットの数。",
      .raised = "`ip_rcv_core` で増える。Ip.InReceives と違い GRO "
                "でまとめられたセグメントの数を加えるので、回線上のパケット数に近い。",
      .worry = "多くの通信は ECN を使わないので普通である。ECN の 4 "
               "つのカウンターの和が、受信したほぼすべての IPv4 パケットになる。",
      .next = "IpExt.InECT0Pkts、IpExt.InCEPkts と比べると ECN の利用割合が分かる。このホストの "
              "TCP が ECN を使うかは `sysctl net.ipv4.tcp_ecn` で確かめる。"}},
    {"IpExt.InECT1Pkts",
     {.meaning = "IPv4 packets received with the ECN bits 01, ECT(1): an ECN-capable sender, today "
                 "usually one of the L4S experiment.",
      .raised = "`ip_rcv_core`; segments inside a GRO buffer are counted one by one.",
      .worry = "Normal where L4S senders (DCTCP variants, TCP Prague) exist. Elsewhere a surprise "
               "that somebody rewrites the TOS byte.",
      .next = "`tcpdump -ni any 'ip[1] & 3 = 1'` shows the senders. Compare with IpExt.InCEPkts "
              "for congestion."},
     {.meaning = "ECN ビットが 01、すなわち ECT(1) の受信 IPv4 パケットの数。ECN "
                 "対応の送信元で、現在は主に L4S の実験的な利用である。",
      .raised = "`ip_rcv_core` で増える。GRO でまとめられたセグメントは 1 つずつ数える。",
      .worry = "L4S の送信元 (DCTCP 系、TCP Prague) があれば普通である。なければ、途中で TOS "
               "バイトを書き換えるものがあるかもしれない。",
      .next =
          "`tcpdump -ni any 'ip[1] & 3 = 1'` で送信元を調べる。輻輳は IpExt.InCEPkts と比べる。"}},
    {"IpExt.InECT0Pkts",
     {.meaning = "IPv4 packets received with the ECN bits 10, ECT(0): the connection negotiated "
                 "ECN and no router on the way was congested.",
      .raised = "`ip_rcv_core`; segments inside a GRO buffer are counted one by one.",
      .worry = "Normal and good. Zero means that ECN is not used, or that something on the path "
               "clears the bits.",
      .next = "The share IpExt.InCEPkts / (InCEPkts + InECT0Pkts) is the rate of congestion marks. "
              "`ss -ti` shows `ecn` and `ecnseen` per connection."},
     {.meaning = "ECN ビットが 10、すなわち ECT(0) の受信 IPv4 パケットの数。ECN "
                 "を交渉済みの接続で、途中のルーターは輻輳していなかった。",
      .raised = "`ip_rcv_core` で増える。GRO でまとめられたセグメントは 1 つずつ数える。",
      .worry =
          "正常で望ましい。0 なら ECN が使われていないか、経路のどこかでビットが消されている。",
      .next = "IpExt.InCEPkts / (InCEPkts + InECT0Pkts) が輻輳マークの割合である。接続ごとの状態は "
              "`ss -ti` の `ecn`、`ecnseen` で見る。"}},
    {"IpExt.InCEPkts",
     {.meaning = "IPv4 packets received with the ECN bits 11, \"congestion experienced\": a router "
                 "or queue on the way marked the packet instead of dropping it.",
      .raised = "`ip_rcv_core`; segments inside a GRO buffer are counted one by one. TCP here then "
                "tells its peer to slow down.",
      .worry = "Some marks are how ECN is meant to work, and in a data centre with DCTCP many are "
               "normal. A growing share elsewhere means a congested link towards this host.",
      .next =
          "Put it against IpExt.InECT0Pkts. The other direction is seen in TcpExt.TCPDeliveredCE. "
          "Look for the bottleneck's queue with `tc -s qdisc` (marked) on the routers."},
     {.meaning = "ECN ビットが 11 (輻輳を経験) の受信 IPv4 "
                 "パケットの数。途中のルーターやキューが、捨てる代わりに印を付けた。",
      .raised = "`ip_rcv_core` で増える。GRO でまとめられたセグメントは 1 "
                "つずつ数える。このホストの TCP は相手に減速を促す。",
      .worry = "ある程度の印は ECN の正常な動作であり、DCTCP "
               "を使うデータセンタでは多くても普通である。それ以外で割合が増えるなら、このホストへ"
               "の回線が輻輳している。",
      .next = "IpExt.InECT0Pkts と比べる。逆方向は TcpExt.TCPDeliveredCE で分かる。ルーターの `tc "
              "-s qdisc` (marked) でボトルネックのキューを探す。"}},
    {"IpExt.ReasmOverlaps",
     {.meaning = "IPv4 fragments that overlapped other fragments of their datagram without being "
                 "exact copies; the whole datagram was dropped.",
      .raised = "Reassembly (`ip_frag_queue`); Ip.ReasmFails rises with it. Exact duplicates are "
                "dropped silently and do not count.",
      .worry = "Should be 0: honest senders never make overlaps. A rise is an attack that tries to "
               "slip past a firewall, or two senders that share an address and reuse IDs.",
      .next = "Find the senders with `tcpdump -vni any 'ip[6:2] & 0x3fff != 0'`, comparing offsets "
              "for one ID, and block them."},
     {.meaning = "同じデータグラムの他のフラグメントと (完全な重複ではなく) 部分的に重なった IPv4 "
                 "フラグメントの数。データグラム全体を捨てる。",
      .raised = "再構成 (`ip_frag_queue`) で増え、Ip.ReasmFails "
                "も増える。完全に同じ断片は黙って捨て、数えない。",
      .worry = "0 "
               "であるべき値。まともな送信元は重なりを作らない。増えるなら、ファイアウォールをすり"
               "抜けようとする攻撃か、アドレスを共有する 2 台が同じ ID を使っている。",
      .next = "`tcpdump -vni any 'ip[6:2] & 0x3fff != 0'` で同じ ID "
              "のオフセットを比べて送信元を突き止め、遮断する。"}},
    // Ip6: /proc/net/snmp6. A file of the same lines per interface is in /proc/net/dev_snmp6.
    {"Ip6.InReceives",
     {.meaning = "IPv6 packets that reached the IPv6 layer, before any check: good, bad, for this "
                 "host or to be forwarded.",
      .raised = "`ip6_rcv_core` counts each buffer once, so segments merged by GRO count as one. "
                "Frames for other MAC addresses (promiscuous mode) do not count.",
      .worry = "Large values are ordinary traffic, and even an idle host receives router "
               "advertisements and neighbour discovery. A standstill while peers send means loss "
               "below IPv6 (XDP, tc, VLAN) or IPv6 filtered by the switch.",
      .next = "Per interface: `cat /proc/net/dev_snmp6/IFACE`. Compare with Ip6.InDelivers plus "
              "Ip6.OutForwDatagrams; what is missing was dropped by the firewall or by one of the "
              "In... error counters."},
     {.meaning = "IPv6 "
                 "層に届いたパケットの数。検査より前に数えるので、正常なもの、壊れたもの、自ホスト"
                 "宛て、転送するもののすべてを含む。",
      .raised = "`ip6_rcv_core` がバッファごとに 1 を加えるので、GRO でまとめられたセグメントも 1 "
                "と数える。他の MAC アドレス宛てのフレーム (プロミスキャスモード) は数えない。",
      .worry =
          "通常の通信量であり、暇なホストでもルーター広告や近隣探索で増える。相手が送っているのに増"
          "えないなら、IPv6 より下 (XDP、tc、VLAN) やスイッチのフィルターで失われている。",
      .next = "インターフェースごとの値は `cat /proc/net/dev_snmp6/IFACE` で見る。Ip6.InDelivers "
              "と Ip6.OutForwDatagrams の和と比べ、足りない分はファイアウォールか In "
              "で始まるエラーのカウンターを見る。"}},
    {"Ip6.InHdrErrors",
     {.meaning = "IPv6 packets dropped for their header: wrong version, forbidden addresses, "
                 "malformed extension headers or fragments, or a hop limit that ran out on the way "
                 "through this host.",
      .raised =
          "`ip6_rcv_core` (among others: a multicast source, a loopback address from outside), the "
          "parsers of extension headers, `ipv6_frag_rcv`, and `ip6_forward` for a hop limit of 1 "
          "or 0 (with ICMPv6 time exceeded). IPv6 headers have no checksum.",
      .worry =
          "On a router a trickle from traceroute is normal; a fast rise means a routing loop. On a "
          "host, any rise means odd senders: scanners with extension headers, or broken tunnels.",
      .next = "Compare with Icmp6.OutTimeExcds (hop limit) and Icmp6.OutParmProblems (malformed). "
              "Look at the interface's share in `/proc/net/dev_snmp6/IFACE` and at the packets "
              "with `tcpdump -vni IFACE ip6`."},
     {.meaning = "ヘッダーに問題があって捨てた IPv6 "
                 "パケットの数。バージョンの誤り、許されないアドレス、不正な拡張ヘッダーやフラグメ"
                 "ント、転送中のホップリミット切れを含む。",
      .raised = "`ip6_rcv_core` "
                "(送信元がマルチキャスト、外部から来たループバックアドレスなど)"
                "、拡張ヘッダーの解析、`ipv6_frag_rcv`、ホップリミット 1 以下での `ip6_forward` "
                "(ICMPv6 の時間超過も送る) で増える。IPv6 ヘッダーにチェックサムはない。",
      .worry = "ルーターでは traceroute "
               "で少しずつ増えるのが普通で、急増は経路ループを意味する。ホストで増えるなら、拡張ヘ"
               "ッダーを使うスキャンや壊れたトンネルなど、送信元がおかしい。",
      .next = "Icmp6.OutTimeExcds (ホップリミット切れ) と Icmp6.OutParmProblems (形式の誤り) "
              "のどちらと一緒に増えるか比べる。`/proc/net/dev_snmp6/IFACE` "
              "でインターフェースを絞り、`tcpdump -vni IFACE ip6` で見る。"}},
    {"Ip6.InTooBigErrors",
     {.meaning = "IPv6 packets that could not be forwarded because they are larger than the MTU of "
                 "the way out. IPv6 routers never fragment.",
      .raised = "`ip6_forward`, which also sends ICMPv6 \"packet too big\"; Ip6.FragFails and "
                "Icmp6.OutPktTooBigs rise with it.",
      .worry = "On a router with a tunnel or a smaller link behind it this is path MTU discovery "
               "at work: one or a few per sender. If one sender repeats it without end, the ICMPv6 "
               "message does not reach it and its large packets vanish.",
      .next = "Check that ICMPv6 type 2 passes every firewall, compare MTUs with `ip link`, run "
              "`tracepath -6 ADDRESS`, and clamp the MSS for tunnels."},
     {.meaning = "出口の MTU より大きいために転送できなかった IPv6 パケットの数。IPv6 "
                 "ではルーターは断片化しない。",
      .raised = "`ip6_forward` で増え、ICMPv6 の「パケット過大」も送る。Ip6.FragFails と "
                "Icmp6.OutPktTooBigs も増える。",
      .worry = "先にトンネルや MTU の小さい回線があるルーターでは、経路 MTU "
               "探索の正常な動作であり、送信元ごとに 1 "
               "回から数回で済む。同じ送信元で繰り返されるなら、ICMPv6 "
               "が届いておらず、大きなパケットだけが消えている。",
      .next = "ICMPv6 タイプ 2 が全ファイアウォールを通るか確かめ、`ip link` で MTU "
              "を比べ、`tracepath -6 ADDRESS` を実行し、トンネルでは MSS を調整する。"}},
    {"Ip6.InNoRoutes",
     {.meaning = "IPv6 packets received for a destination that no route here covers.",
      .raised = "`ip6_pkt_drop` for the null route that the lookup ends in, or for an unreachable "
                "or prohibit route. The sender gets ICMPv6 destination unreachable. A destination "
                "of :: counts in Ip6.InAddrErrors instead.",
      .worry = "On a router it means lost traffic: a missing or withdrawn route, or scans of "
               "unused prefixes. On a host it means that somebody uses it as a router.",
      .next = "`ip -6 route get ADDRESS from SOURCE iif IFACE`, `ip -6 rule`; `tcpdump -ni any "
              "'icmp6[0]=1'` shows what was refused."},
     {.meaning = "受信したが、宛先に合う経路がなかった IPv6 パケットの数。",
      .raised = "検索が null 経路、あるいは unreachable や prohibit の経路に終わったときに "
                "`ip6_pkt_drop` で増え、送信元に ICMPv6 の宛先到達不能を返す。宛先が :: のものは "
                "Ip6.InAddrErrors に数える。",
      .worry = "ルーターでは通信の損失を意味する。経路の欠落や取り消し、未使用プレフィックスへのス"
               "キャンを疑う。ホストで増えるなら、誰かがルーターとして使っている。",
      .next = "`ip -6 route get ADDRESS from SOURCE iif IFACE` と `ip -6 rule` "
              "を確かめる。拒んだものは `tcpdump -ni any 'icmp6[0]=1'` で見える。"}},
    {"Ip6.InAddrErrors",
     {.meaning = "IPv6 packets dropped for their addresses; above all packets for another host "
                 "that arrived where forwarding is off.",
      .raised = "`ip6_forward`: forwarding disabled, or a source that must not be forwarded "
                "(unspecified, multicast, loopback, link-local). Also routing headers with unfit "
                "addresses, and the destination ::.",
      .worry = "A few are harmless. A steady rate means lost traffic: a service address that is "
               "missing here, or forwarding switched off on a router or container host.",
      .next = "Check `ip -6 addr`, `sysctl net.ipv6.conf.all.forwarding`, and see the packets with "
              "`tcpdump -ni IFACE 'ip6 and not host OWN_ADDRESS'`."},
     {.meaning = "アドレスのために捨てた IPv6 "
                 "パケットの数。主に、転送が無効なのに届いた他ホスト宛てのものである。",
      .raised = "`ip6_forward` で、転送が無効なとき、または送信元が転送してはならないもの "
                "(未指定、マルチキャスト、ループバック、リンクローカル) "
                "のときに増える。不適切なアドレスのルーティングヘッダーや宛先 :: も含む。",
      .worry = "少数なら無害である。増え続けるなら通信が失われている。サービス用アドレスの設定漏れ"
               "や、ルーターやコンテナホストでの転送の無効化を疑う。",
      .next = "`ip -6 addr` と `sysctl net.ipv6.conf.all.forwarding` を確かめ、`tcpdump -ni IFACE "
              "'ip6 and not host 自アドレス'` でパケットを見る。"}},
    {"Ip6.InUnknownProtos",
     {.meaning = "IPv6 packets for this host whose next header nobody handles: no protocol in the "
                 "kernel, no extension header, no raw socket.",
      .raised = "`ip6_protocol_deliver_rcu`; it answers with ICMPv6 parameter problem, code 1 "
                "(Icmp6.OutParmProblems rises).",
      .worry = "A few come from scanners. A steady rate usually means a tunnel or routing protocol "
               "(GRE, ESP, OSPFv3, VRRP, SCTP) whose module or daemon is missing here.",
      .next = "Find the number: `tcpdump -vni any 'ip6 and not (tcp or udp or icmp6)'`. Then load "
              "the module, start the daemon, or filter it."},
     {.meaning = "自ホスト宛てだが、次ヘッダーの番号を扱うものがカーネル "
                 "(プロトコル、拡張ヘッダー) にも raw ソケットにもない IPv6 パケットの数。",
      .raised = "`ip6_protocol_deliver_rcu` で増え、ICMPv6 のパラメータ異常 (コード 1) を返す "
                "(Icmp6.OutParmProblems も増える)。",
      .worry =
          "少数ならスキャンである。増え続けるなら、トンネルや経路制御プロトコル "
          "(GRE、ESP、OSPFv3、VRRP、SCTP) のモジュールやデーモンがこのホストにないことが多い。",
      .next = "`tcpdump -vni any 'ip6 and not (tcp or udp or icmp6)'` "
              "で番号を調べ、モジュールを読み込む、デーモンを起動する、またはフィルターする。"}},
    {"Ip6.InTruncatedPkts",
     {.meaning = "IPv6 packets shorter than the payload length in their own header says.",
      .raised = "`ip6_rcv_core`; the packet is dropped.",
      .worry = "Should be 0. A rise points to a broken driver or NIC, a tunnel that cuts packets, "
               "or injected garbage.",
      .next = "Capture some with `tcpdump -vni IFACE ip6`, look at `ethtool -S IFACE`, and try "
              "without GRO or LRO (`ethtool -K IFACE gro off lro off`)."},
     {.meaning = "自分のヘッダーのペイロード長より実際のデータが短い IPv6 パケットの数。",
      .raised = "`ip6_rcv_core` で増え、そのパケットを捨てる。",
      .worry = "0 であるべき値。増えるなら、ドライバーや NIC "
               "の不具合、パケットを切り詰めるトンネル、注入された不正なパケットを疑う。",
      .next = "`tcpdump -vni IFACE ip6` で捕まえ、`ethtool -S IFACE` を見る。GRO や LRO "
              "を切って試す (`ethtool -K IFACE gro off lro off`)。"}},
    {"Ip6.InDiscards",
     {.meaning = "IPv6 packets dropped although their header was good: IPv6 is disabled on the "
                 "interface, IPsec policy forbids them, the multicast filter excludes their "
                 "source, or memory is short.",
      .raised = "`ip6_rcv_core` (net.ipv6.conf.IFACE.disable_ipv6, failed copy), "
                "`ip6_protocol_deliver_rcu` and `ip6_forward` (XFRM policy, multicast source "
                "filter). Unlike its IPv4 twin it is thus mostly not about memory.",
      .worry = "A steady slow growth is typical where IPv6 is disabled but the network still sends "
               "router advertisements: harmless. Otherwise find out which reason it is.",
      .next = "`sysctl -a | grep disable_ipv6`, `/proc/net/dev_snmp6/IFACE` for the interface, `ip "
              "xfrm policy`, `dmesg | grep -i 'page allocation failure'`."},
     {.meaning =
          "ヘッダーは正常だったのに捨てた IPv6 パケットの数。インターフェースで IPv6 が無効、IPsec "
          "ポリシーによる禁止、マルチキャストの送信元フィルター、メモリ不足による。",
      .raised = "`ip6_rcv_core` "
                "(net.ipv6.conf.IFACE.disable_ipv6、複製の失敗)、`ip6_protocol_deliver_rcu` と "
                "`ip6_forward` (XFRM ポリシー、マルチキャストの送信元フィルター) で増える。IPv4 "
                "の同名カウンターと違い、メモリ不足以外が主な理由である。",
      .worry = "IPv6 "
               "を無効にしたホストにルーター広告が届いていると、ゆっくり増え続ける。これは無害であ"
               "る。それ以外なら、どの理由かを調べる。",
      .next = "`sysctl -a | grep disable_ipv6`、インターフェースを絞るための "
              "`/proc/net/dev_snmp6/IFACE`、`ip xfrm policy`、`dmesg | grep -i 'page allocation "
              "failure'` を見る。"}},
    {"Ip6.InDelivers",
     {.meaning = "IPv6 packets handed to a protocol on this host: TCP, UDP, ICMPv6, a tunnel, or a "
                 "raw socket.",
      .raised = "`ip6_protocol_deliver_rcu` after the handler took the packet. A packet for a "
                "closed port or a full socket buffer counts too.",
      .worry = "Ordinary traffic; neighbour discovery alone keeps it growing.",
      .next = "Compare with Ip6.InReceives. The difference was forwarded (Ip6.OutForwDatagrams), "
              "filtered, or is in one of the error counters."},
     {.meaning = "このホストの上位プロトコル (TCP、UDP、ICMPv6、トンネル、raw ソケット) に渡した "
                 "IPv6 パケットの数。",
      .raised = "ハンドラがパケットを受け取った後に `ip6_protocol_deliver_rcu` "
                "で数える。閉じたポート宛てやソケットバッファが一杯だったものも含む。",
      .worry = "通常の通信量であり、近隣探索だけでも増え続ける。",
      .next = "Ip6.InReceives と比べる。差は、転送 "
              "(Ip6.OutForwDatagrams)、フィルター、いずれかのエラーのカウンターのどれかである。"}},
    {"Ip6.OutForwDatagrams",
     {.meaning =
          "IPv6 packets that this host forwarded, that is, tried to pass on to another interface.",
      .raised = "`ip6_forward`, after hop limit, policy and addresses were found good. Newer "
                "kernels (about 6.6) count before the MTU check and the firewall's FORWARD chain, "
                "older ones after them.",
      .worry = "Normal on routers and container hosts. Above 0 on a plain server it means that the "
               "server routes IPv6, perhaps without anyone's wish. Flow offload goes around it.",
      .next = "`sysctl net.ipv6.conf.all.forwarding`, counters of the FORWARD chain (`nft list "
              "ruleset`), and `/proc/net/dev_snmp6/IFACE`. Note that forwarding turns off the "
              "acceptance of router advertisements (accept_ra=1)."},
     {.meaning =
          "このホストが転送した、つまり別のインターフェースへ送り出そうとした IPv6 パケットの数。",
      .raised = "ホップリミット、ポリシー、アドレスに問題がないと分かった後、`ip6_forward` "
                "で数える。新しいカーネル (6.6 頃から) は MTU の検査とファイアウォールの FORWARD "
                "チェインの前、古いものは後で数える。",
      .worry = "ルーターやコンテナホストでは普通である。普通のサーバーで 0 でなければ、意図せず "
               "IPv6 ルーターになっている。フローのオフロードはここを通らない。",
      .next = "`sysctl net.ipv6.conf.all.forwarding`、FORWARD チェインのカウンター (`nft list "
              "ruleset`)、`/proc/net/dev_snmp6/IFACE` "
              "を見る。転送を有効にすると、ルーター広告の受け入れ (accept_ra=1) "
              "が止まることに注意する。"}},
    {"Ip6.OutRequests",
     {.meaning = "IPv6 packets that this host itself wanted to send. What the firewall or the "
                 "interface drops later is included.",
      .raised =
          "`ip6_xmit` (TCP), `__ip6_make_skb` (UDP, ICMPv6), raw sockets, neighbour discovery and "
          "MLD. Forwarded packets are not counted. A GSO buffer of many segments counts once.",
      .worry =
          "Ordinary traffic. Kernels before 6.7 counted bytes for Ip6.OutOctets at the same place.",
      .next = "Compare with Ip6.OutTransmits (Linux 6.7 and later), Ip6.OutDiscards and "
              "Ip6.OutNoRoutes."},
     {.meaning = "このホスト自身が送ろうとした IPv6 "
                 "パケットの数。後でファイアウォールやインターフェースが捨てたものも含む。",
      .raised = "`ip6_xmit` (TCP)、`__ip6_make_skb` (UDP、ICMPv6)、raw ソケット、近隣探索、MLD "
                "で増える。転送したパケットは含まない。多数のセグメントからなる GSO バッファも 1 "
                "と数える。",
      .worry = "通常の通信量である。6.7 より前のカーネルは、同じ場所で Ip6.OutOctets "
               "のバイト数も数えていた。",
      .next = "Ip6.OutTransmits (Linux 6.7 以降)、Ip6.OutDiscards、Ip6.OutNoRoutes と比べる。"}},
    {"Ip6.OutDiscards",
     {.meaning = "IPv6 packets that were dropped on the way out although a route existed.",
      .raised = "`ip6_output` on an interface where IPv6 is disabled, no memory for the header "
                "(`ip6_xmit`, `ip6_finish_output2`, `ip6_forward`), and `ip6_send_skb` when the "
                "queue discipline or the firewall refuses UDP, ICMPv6 or raw packets.",
      .worry = "Should be nearly still. A rise is lost traffic: a full queue, a firewall rule, or "
               "disable_ipv6 set while programs still send.",
      .next = "`tc -s qdisc`, OUTPUT chain counters, `sysctl -a | grep disable_ipv6`, "
              "`/proc/net/dev_snmp6/IFACE`, and Udp6.SndbufErrors."},
     {.meaning = "経路はあったのに送信途中で捨てた IPv6 パケットの数。",
      .raised = "IPv6 が無効なインターフェースへの `ip6_output`、ヘッダー用メモリの不足 "
                "(`ip6_xmit`、`ip6_finish_output2`、`ip6_forward`)、qdisc やファイアウォールが "
                "UDP、ICMPv6、raw パケットを拒んだときの `ip6_send_skb` で増える。",
      .worry = "ほとんど増えないはずの値。増えるなら通信が失われている。キュー溢れ、ファイアウォー"
               "ルのルール、プログラムが送信中の disable_ipv6 を疑う。",
      .next = "`tc -s qdisc`、OUTPUT チェインのカウンター、`sysctl -a | grep "
              "disable_ipv6`、`/proc/net/dev_snmp6/IFACE`、Udp6.SndbufErrors を見る。"}},
    {"Ip6.OutNoRoutes",
     {.meaning = "IPv6 packets or connection attempts of this host for which no route was found.",
      .raised =
          "`ip6_dst_lookup_tail` (connect(2), sendmsg(2), answers to clients) with ENETUNREACH; "
          "also a neighbour entry that could not be made, and packets sent into the null route.",
      .worry = "On a host without IPv6 connectivity this grows whenever a program tries an AAAA "
               "record first: harmless but slow for users. Otherwise a missing default route, for "
               "example because router advertisements stopped.",
      .next = "`ip -6 route`, `ip -6 route get ADDRESS`, `rdisc6 IFACE` or `tcpdump -ni IFACE "
              "'icmp6[0]=134'` for router advertisements, `sysctl net.ipv6.conf.IFACE.accept_ra`."},
     {.meaning = "経路が見つからなかった、このホスト自身の IPv6 パケットや接続の試みの数。",
      .raised =
          "`ip6_dst_lookup_tail` (connect(2)、sendmsg(2)、クライアントへの応答) が ENETUNREACH "
          "に終わったときに増える。隣接エントリを作れなかったときや、null 経路に送ったときも含む。",
      .worry = "IPv6 の接続性がないホストでは、プログラムが AAAA "
               "レコードを先に試すたびに増える。無害だが利用者には遅く感じられる。それ以外なら、ル"
               "ーター広告の停止などでデフォルト経路が失われている。",
      .next =
          "`ip -6 route`、`ip -6 route get ADDRESS` を確かめ、ルーター広告は `rdisc6 IFACE` や "
          "`tcpdump -ni IFACE 'icmp6[0]=134'`、`sysctl net.ipv6.conf.IFACE.accept_ra` で調べる。"}},
    {"Ip6.ReasmTimeout",
     {.meaning = "IPv6 datagrams given up because not all of their fragments came within "
                 "net.ipv6.ip6frag_time (60 seconds by default).",
      .raised = "The timer's `ip6frag_expire_frag_queue`; Ip6.ReasmFails rises with it. If the "
                "first fragment had come, ICMPv6 time exceeded (code 1) is sent. Queues of "
                "connection tracking (net.netfilter.nf_conntrack_frag6_timeout) count here too.",
      .worry = "Each one is a lost datagram: a fragment lost on the way, networks that drop IPv6 "
               "fragments (many do), or an attacker.",
      .next = "Compare with Ip6.ReasmReqds. See the fragments with `tcpdump -ni any 'ip6[6]=44'` "
              "and avoid them: smaller UDP datagrams (DNS: EDNS buffer of 1232), TCP, the right "
              "tunnel MTU."},
     {.meaning = "net.ipv6.ip6frag_time (既定 60 秒) "
                 "のうちにフラグメントが揃わず、再構成をあきらめた IPv6 データグラムの数。",
      .raised = "タイマーの `ip6frag_expire_frag_queue` で増え、Ip6.ReasmFails "
                "も増える。先頭フラグメントが届いていれば ICMPv6 の時間超過 (コード 1) "
                "を送る。コネクション追跡のキュー (net.netfilter.nf_conntrack_frag6_timeout) "
                "の分も含む。",
      .worry = "1 つが 1 データグラムの損失である。途中での消失、IPv6 "
               "フラグメントを捨てるネットワーク (少なくない)、攻撃を疑う。",
      .next =
          "Ip6.ReasmReqds と比べる。`tcpdump -ni any 'ip6[6]=44'` でフラグメントを見て、UDP "
          "を小さくする (DNS なら EDNS 1232)、TCP を使う、トンネルの MTU を正すなどして避ける。"}},
    {"Ip6.ReasmReqds",
     {.meaning = "IPv6 packets with a fragment header that were given to reassembly. It counts "
                 "fragments, not datagrams.",
      .raised = "`ipv6_frag_rcv`, only for packets to this host. With connection tracking "
                "(nf_defrag_ipv6) fragments are put together earlier and do not reach it.",
      .worry = "Fragments are legal but fragile in IPv6. A sudden rise can be a flood, or peers "
               "whose tunnel MTU is wrong.",
      .next = "Compare with Ip6.ReasmOKs and Ip6.ReasmFails; memory in use stands in "
              "`/proc/net/sockstat6`, line FRAG6."},
     {.meaning = "再構成に渡された、フラグメントヘッダーを持つ IPv6 "
                 "パケットの数。データグラムではなくフラグメントを数える。",
      .raised = "自ホスト宛てのものだけを `ipv6_frag_rcv` で数える。コネクション追跡 "
                "(nf_defrag_ipv6) が有効だと、その前に再構成されるのでここには届かない。",
      .worry = "IPv6 の断片化は異常ではないが壊れやすい。急増は大量送信(flood)か、相手のトンネル "
               "MTU の誤りを示す。",
      .next = "Ip6.ReasmOKs、Ip6.ReasmFails と比べる。使用中のメモリは `/proc/net/sockstat6` の "
              "FRAG6 行に出る。"}},
    {"Ip6.ReasmOKs",
     {.meaning = "IPv6 datagrams put together completely from their fragments; a packet whose "
                 "fragment header says \"the only fragment\" counts too.",
      .raised = "`ip6_frag_reasm` when the last missing piece has come, and `ipv6_frag_rcv` for an "
                "atomic fragment.",
      .worry = "Good news each time. Many mean that peers depend on fragments, which many networks "
               "drop.",
      .next = "Compare with Ip6.ReasmFails; to avoid fragments see Ip6.ReasmTimeout."},
     {.meaning = "フラグメントがすべて揃って再構成できた IPv6 データグラムの数。断片が 1 "
                 "つだけのもの (atomic fragment) も含む。",
      .raised = "最後に足りなかった断片が届いたときの `ip6_frag_reasm` と、atomic fragment "
                "を受けたときの `ipv6_frag_rcv` で増える。",
      .worry = "1 つ 1 つは成功である。多いなら、途中で捨てられやすい断片化に相手が頼っている。",
      .next = "Ip6.ReasmFails と比べる。断片化の避け方は Ip6.ReasmTimeout を見る。"}},
    {"Ip6.ReasmFails",
     {.meaning = "Failures of IPv6 reassembly; some failures count per fragment, so it is not the "
                 "number of lost datagrams.",
      .raised = "Timeouts, no fragment queue because net.ipv6.ip6frag_high_thresh is reached, "
                "overlapping fragments (the datagram is dropped, as the standard asks), wrong "
                "lengths, no memory.",
      .worry = "A few are normal. Growth as fast as Ip6.ReasmReqds without Ip6.ReasmTimeout means "
               "that the fragment memory is full: a flood, or too small a limit.",
      .next = "Compare with Ip6.ReasmTimeout, see FRAG6 in `/proc/net/sockstat6` against `sysctl "
              "net.ipv6.ip6frag_high_thresh`, and find the senders with `tcpdump -ni any "
              "'ip6[6]=44'`."},
     {.meaning = "IPv6 "
                 "の再構成の失敗数。フラグメント単位で数える失敗もあるので、失われたデータグラムの"
                 "数とは一致しない。",
      .raised = "タイムアウト、net.ipv6.ip6frag_high_thresh "
                "に達してキューを得られないとき、重なったフラグメント "
                "(標準に従いデータグラムごと捨てる)、長さの誤り、メモリ不足で増える。",
      .worry =
          "少数は普通である。Ip6.ReasmTimeout が増えずに Ip6.ReasmReqds "
          "と同じ速さで増えるなら、メモリの上限に達している。大量送信(flood)か、上限が小さすぎる。",
      .next = "Ip6.ReasmTimeout と比べ、`/proc/net/sockstat6` の FRAG6 を `sysctl "
              "net.ipv6.ip6frag_high_thresh` と比べる。送信元は `tcpdump -ni any 'ip6[6]=44'` "
              "で調べる。"}},
    {"Ip6.FragOKs",
     {.meaning = "IPv6 packets that this host cut into fragments successfully. Only the sender may "
                 "do that in IPv6.",
      .raised = "`ip6_fragment`, for datagrams of this host larger than the path's MTU. Each "
                "packet counts once; its pieces are in Ip6.FragCreates.",
      .worry = "Harmless on a local network. Towards the Internet many networks drop IPv6 "
               "fragments, so many of them mean lost datagrams.",
      .next = "Find the program that sends large UDP datagrams (`tcpdump -ni any 'ip6[6]=44'`, `ss "
              "-uanp`) and make it send smaller ones."},
     {.meaning = "このホストが断片化して送れた IPv6 パケットの数。IPv6 "
                 "で断片化できるのは送信元だけである。",
      .raised = "経路の MTU より大きい自ホストのデータグラムについて `ip6_fragment` "
                "で増える。元のパケットを 1 と数え、できた断片は Ip6.FragCreates に数える。",
      .worry =
          "ローカルネットワークでは無害である。インターネットでは IPv6 "
          "フラグメントを捨てるネットワークが少なくないので、多ければデータグラムが失われている。",
      .next = "大きな UDP を送るプログラムを `tcpdump -ni any 'ip6[6]=44'` や `ss -uanp` "
              "で突き止め、小さくする。"}},
    {"Ip6.FragFails",
     {.meaning = "IPv6 packets that were too large for the way out and could not be cut.",
      .raised = "`ip6_forward` (routers never fragment; Ip6.InTooBigErrors rises too), "
                "`ip6_fragment` and `ip6_xmit` when the sender forbids fragments, or memory is "
                "short. ICMPv6 \"packet too big\" or EMSGSIZE tells the sender.",
      .worry = "A few per path are path MTU discovery at work. Endless repetition means that the "
               "message does not reach the sender.",
      .next = "Let ICMPv6 type 2 pass every firewall, compare MTUs with `ip link`, look at learnt "
              "ones with `ip -6 route show cache`, run `tracepath -6 ADDRESS`."},
     {.meaning = "出口の MTU より大きく、しかも断片化できなかった IPv6 パケットの数。",
      .raised = "`ip6_forward` (ルーターは断片化しない。Ip6.InTooBigErrors "
                "も増える)、送信側が断片化を禁じたときの `ip6_fragment` と "
                "`ip6_xmit`、メモリ不足で増える。送信元には ICMPv6 の「パケット過大」か EMSGSIZE "
                "が伝わる。",
      .worry = "経路ごとに少数なら、経路 MTU "
               "探索の正常な動作である。際限なく繰り返すなら、通知が送信元に届いていない。",
      .next = "ICMPv6 タイプ 2 を全ファイアウォールで通す。`ip link` で MTU を比べ、学習済みの MTU "
              "は `ip -6 route show cache`、経路は `tracepath -6 ADDRESS` で見る。"}},
    {"Ip6.FragCreates",
     {.meaning = "IPv6 fragments that this host made and passed on.",
      .raised = "`ip6_fragment`, once for each piece that the lower layer took. Ip6.FragOKs counts "
                "the packets that were cut.",
      .worry = "As harmless or not as Ip6.FragOKs: many networks drop IPv6 fragments.",
      .next = "Divide by Ip6.FragOKs for the mean number of pieces; then see Ip6.FragOKs."},
     {.meaning = "このホストが作って送り出した IPv6 フラグメントの数。",
      .raised = "下位層が受け取った断片ごとに `ip6_fragment` が 1 "
                "を加える。断片化した元のパケットは Ip6.FragOKs に数える。",
      .worry = "意味は Ip6.FragOKs と同じで、IPv6 フラグメントを捨てるネットワークは少なくない。",
      .next = "Ip6.FragOKs で割ると平均の断片数になる。対処は Ip6.FragOKs を見る。"}},
    {"Ip6.InMcastPkts",
     {.meaning = "IPv6 packets received for a multicast address.",
      .raised = "`ip6_mc_input`, whether or not the group was joined here.",
      .worry = "Always grows: neighbour discovery, router advertisements, MLD and mDNS are "
               "multicast. A high rate may be a stream or a neighbour discovery storm.",
      .next = "`tcpdump -ni IFACE 'ip6 multicast'` shows what it is; `ip -6 maddress` lists the "
              "joined groups; compare with Icmp6.InNeighborSolicits."},
     {.meaning = "マルチキャストアドレス宛てに受信した IPv6 パケットの数。",
      .raised = "グループに参加しているかどうかによらず `ip6_mc_input` で増える。",
      .worry = "近隣探索、ルーター広告、MLD、mDNS "
               "がマルチキャストなので常に増える。多すぎるなら、ストリームか近隣探索の大量送信("
               "flood)である。",
      .next = "`tcpdump -ni IFACE 'ip6 multicast'` で内容を、`ip -6 maddress` "
              "で参加中のグループを調べ、Icmp6.InNeighborSolicits と比べる。"}},
    {"Ip6.OutMcastPkts",
     {.meaning = "IPv6 packets sent to a multicast address.",
      .raised = "`ip6_finish_output2`. Neighbour solicitations, MLD reports and router "
                "solicitations of this host are included.",
      .worry =
          "Always grows a little. Many mean that a program here sources a stream, or that "
          "neighbour discovery asks for addresses that do not answer (a scan through this router).",
      .next = "`tcpdump -ni any -Q out 'ip6 multicast'`; `ip -6 neigh show nud failed` for "
              "addresses that do not answer."},
     {.meaning = "マルチキャストアドレス宛てに送信した IPv6 パケットの数。",
      .raised =
          "`ip6_finish_output2` で増える。このホストの近隣要請、MLD レポート、ルーター要請も含む。",
      .worry = "常に少しずつ増える。多いなら、プログラムがストリームを配信しているか、応答のないア"
               "ドレスへの近隣要請が続いている (このルーター越しのスキャンなど)。",
      .next = "`tcpdump -ni any -Q out 'ip6 multicast'` で内容を見る。応答のないアドレスは `ip -6 "
              "neigh show nud failed` で分かる。"}},
    {"Ip6.InOctets",
     {.meaning = "Bytes of the IPv6 packets counted in Ip6.InReceives, IPv6 headers included, "
                 "link-layer headers not.",
      .raised = "`ip6_rcv_core`, before any check; loopback is included.",
      .worry = "The ordinary traffic volume, 64 bits wide.",
      .next = "Divide by Ip6.InReceives for the mean size after GRO; per interface see "
              "`/proc/net/dev_snmp6/IFACE`."},
     {.meaning = "Ip6.InReceives に数えた IPv6 パケットのバイト数。IPv6 "
                 "ヘッダーを含み、リンク層ヘッダーは含まない。",
      .raised = "検査の前に `ip6_rcv_core` で増える。ループバックも含む。",
      .worry = "通常の通信量で、64 ビットである。",
      .next = "Ip6.InReceives で割ると GRO 後の平均サイズになる。インターフェースごとの値は "
              "`/proc/net/dev_snmp6/IFACE` で見る。"}},
    {"Ip6.OutOctets",
     {.meaning = "Bytes of the IPv6 packets sent, IPv6 headers included.",
      .raised = "From Linux 6.7 on `ip6_finish_output2`, this host's and forwarded packets after "
                "fragmentation. Before, where Ip6.OutRequests counted, and for forwarded packets "
                "in the forwarding path.",
      .worry = "The ordinary traffic volume. Plain 6.6 kernels before its later stable updates "
               "missed the forwarded bytes.",
      .next = "Compare with `ip -s link`, or with `/proc/net/dev_snmp6/IFACE` per interface."},
     {.meaning = "送信した IPv6 パケットのバイト数。IPv6 ヘッダーを含む。",
      .raised =
          "Linux 6.7 からは、自ホストのものと転送したものを断片化の後に `ip6_finish_output2` "
          "で数える。それより前は Ip6.OutRequests と同じ場所で、転送分は転送処理の中で数えた。",
      .worry = "通常の通信量である。初期の 6.6 系カーネルでは転送分のバイト数が抜けていた "
               "(後の安定版で修正)。",
      .next = "`ip -s link` や、インターフェースごとの `/proc/net/dev_snmp6/IFACE` と比べる。"}},
    {"Ip6.InMcastOctets",
     {.meaning = "Bytes of the packets counted in Ip6.InMcastPkts.",
      .raised = "`ip6_mc_input`, together with Ip6.InMcastPkts.",
      .worry = "Small on most hosts. A large share is a stream or a storm.",
      .next = "See Ip6.InMcastPkts; `tcpdump -ni IFACE 'ip6 multicast'` shows the senders."},
     {.meaning = "Ip6.InMcastPkts に数えたパケットのバイト数。",
      .raised = "`ip6_mc_input` で Ip6.InMcastPkts と同時に増える。",
      .worry = "多くのホストでは小さい。割合が大きければストリームか大量送信(flood)である。",
      .next = "Ip6.InMcastPkts を参照。`tcpdump -ni IFACE 'ip6 multicast'` で送信元が分かる。"}},
    {"Ip6.OutMcastOctets",
     {.meaning = "Bytes of the packets counted in Ip6.OutMcastPkts.",
      .raised = "`ip6_finish_output2`, together with Ip6.OutMcastPkts.",
      .worry = "Small on most hosts. A large value means that a program here sources a multicast "
               "stream.",
      .next = "See Ip6.OutMcastPkts; `tcpdump -ni any -Q out 'ip6 multicast'` shows the groups."},
     {.meaning = "Ip6.OutMcastPkts に数えたパケットのバイト数。",
      .raised = "`ip6_finish_output2` で Ip6.OutMcastPkts と同時に増える。",
      .worry = "多くのホストでは小さい。大きければ、プログラムがマルチキャストを配信している。",
      .next = "Ip6.OutMcastPkts を参照。`tcpdump -ni any -Q out 'ip6 multicast'` "
              "でグループが分かる。"}},
    {"Ip6.InBcastOctets",
     {.meaning = "Always 0: IPv6 has no broadcast. The line is printed because IPv4 and IPv6 share "
                 "one list of counters.",
      .raised = "Nothing raises it.",
      .worry = "Never. For traffic to all nodes of a link, IPv6 uses multicast (ff02::1).",
      .next = "See Ip6.InMcastOctets instead."},
     {.meaning = "常に 0 である。IPv6 にブロードキャストはなく、IPv4 "
                 "と同じカウンターの並びを使うために表示されている。",
      .raised = "増やすものはない。",
      .worry = "心配する場面はない。リンク上の全ノード宛てには、IPv6 ではマルチキャスト (ff02::1) "
               "を使う。",
      .next = "代わりに Ip6.InMcastOctets を見る。"}},
    {"Ip6.OutBcastOctets",
     {.meaning = "Always 0: IPv6 has no broadcast. The line is printed because IPv4 and IPv6 share "
                 "one list of counters.",
      .raised = "Nothing raises it.",
      .worry = "Never. For traffic to all nodes of a link, IPv6 uses multicast (ff02::1).",
      .next = "See Ip6.OutMcastOctets instead."},
     {.meaning = "常に 0 である。IPv6 にブロードキャストはなく、IPv4 "
                 "と同じカウンターの並びを使うために表示されている。",
      .raised = "増やすものはない。",
      .worry = "心配する場面はない。リンク上の全ノード宛てには、IPv6 ではマルチキャスト (ff02::1) "
               "を使う。",
      .next = "代わりに Ip6.OutMcastOctets を見る。"}},
    {"Ip6.InNoECTPkts",
     {.meaning = "IPv6 packets received without ECN: the two ECN bits of the traffic class are 00.",
      .raised = "`ip6_rcv_core`. Unlike Ip6.InReceives it counts the segments inside a GRO buffer, "
                "so it is the better measure of packets on the wire.",
      .worry = "Normal: most traffic carries no ECN.",
      .next = "Compare with Ip6.InECT0Pkts and Ip6.InCEPkts. `sysctl net.ipv4.tcp_ecn` governs TCP "
              "over IPv6 too."},
     {.meaning =
          "ECN を使わない (トラフィッククラスの ECN ビットが 00 の) 受信 IPv6 パケットの数。",
      .raised = "`ip6_rcv_core` で増える。Ip6.InReceives と違い GRO "
                "でまとめられたセグメントの数を加えるので、回線上のパケット数に近い。",
      .worry = "多くの通信は ECN を使わないので普通である。",
      .next = "Ip6.InECT0Pkts、Ip6.InCEPkts と比べる。IPv6 上の TCP にも `sysctl net.ipv4.tcp_ecn` "
              "が効く。"}},
    {"Ip6.InECT1Pkts",
     {.meaning = "IPv6 packets received with the ECN bits 01, ECT(1): an ECN-capable sender, today "
                 "usually one of the L4S experiment.",
      .raised = "`ip6_rcv_core`; segments inside a GRO buffer are counted one by one.",
      .worry = "Normal where L4S senders exist. Elsewhere a sign that something rewrites the "
               "traffic class.",
      .next = "`tcpdump -ni any 'ip6[0:2] & 0x30 = 0x10'` shows the senders. Compare with "
              "Ip6.InCEPkts for congestion."},
     {.meaning = "ECN ビットが 01、すなわち ECT(1) の受信 IPv6 パケットの数。ECN "
                 "対応の送信元で、現在は主に L4S の実験的な利用である。",
      .raised = "`ip6_rcv_core` で増える。GRO でまとめられたセグメントは 1 つずつ数える。",
      .worry = "L4S "
               "の送信元があれば普通である。なければ、途中でトラフィッククラスを書き換えるものがあ"
               "るかもしれない。",
      .next = "`tcpdump -ni any 'ip6[0:2] & 0x30 = 0x10'` で送信元を調べる。輻輳は Ip6.InCEPkts "
              "と比べる。"}},
    {"Ip6.InECT0Pkts",
     {.meaning = "IPv6 packets received with the ECN bits 10, ECT(0): the connection negotiated "
                 "ECN and no router on the way was congested.",
      .raised = "`ip6_rcv_core`; segments inside a GRO buffer are counted one by one.",
      .worry = "Normal and good. Zero means that ECN is not used, or that something on the path "
               "clears the bits.",
      .next = "The share Ip6.InCEPkts / (InCEPkts + InECT0Pkts) is the rate of congestion marks; "
              "`ss -6ti` shows ECN per connection."},
     {.meaning = "ECN ビットが 10、すなわち ECT(0) の受信 IPv6 パケットの数。ECN "
                 "を交渉済みの接続で、途中のルーターは輻輳していなかった。",
      .raised = "`ip6_rcv_core` で増える。GRO でまとめられたセグメントは 1 つずつ数える。",
      .worry =
          "正常で望ましい。0 なら ECN が使われていないか、経路のどこかでビットが消されている。",
      .next = "Ip6.InCEPkts / (InCEPkts + InECT0Pkts) が輻輳マークの割合である。接続ごとの状態は "
              "`ss -6ti` で見る。"}},
    {"Ip6.InCEPkts",
     {.meaning = "IPv6 packets received with the ECN bits 11, \"congestion experienced\": a router "
                 "or queue on the way marked the packet instead of dropping it.",
      .raised = "`ip6_rcv_core`; segments inside a GRO buffer are counted one by one. TCP here "
                "then tells its peer to slow down.",
      .worry = "Some marks are how ECN is meant to work, and with DCTCP many are normal. A growing "
               "share elsewhere means a congested link towards this host.",
      .next = "Put it against Ip6.InECT0Pkts; look for the bottleneck's queue with `tc -s qdisc` "
              "(marked) on the routers."},
     {.meaning = "ECN ビットが 11 (輻輳を経験) の受信 IPv6 "
                 "パケットの数。途中のルーターやキューが、捨てる代わりに印を付けた。",
      .raised = "`ip6_rcv_core` で増える。GRO でまとめられたセグメントは 1 "
                "つずつ数える。このホストの TCP は相手に減速を促す。",
      .worry =
          "ある程度の印は ECN の正常な動作であり、DCTCP "
          "では多くても普通である。それ以外で割合が増えるなら、このホストへの回線が輻輳している。",
      .next = "Ip6.InECT0Pkts と比べ、ルーターの `tc -s qdisc` (marked) "
              "でボトルネックのキューを探す。"}},
    {"Ip6.OutTransmits",
     {.meaning = "IPv6 packets that IP handed down for transmission, this host's and forwarded "
                 "ones, after fragmentation. Kernels from Linux 6.7 on have it.",
      .raised = "`ip6_finish_output2`, after the firewall's POSTROUTING. Each fragment counts; a "
                "GSO buffer of many segments counts once. Loopback is included.",
      .worry = "Ordinary traffic. Older kernels (5.10, 6.1) do not print it.",
      .next = "Compare with Ip6.OutRequests plus Ip6.OutForwDatagrams: what is missing was dropped "
              "by the firewall. Ip6.OutOctets counts the bytes at the same place."},
     {.meaning = "IPv6 "
                 "層が送信のために下位へ渡したパケットの数。自ホストのものと転送したものの両方を、"
                 "断片化した後で数える。Linux 6.7 以降にある。",
      .raised = "ファイアウォールの POSTROUTING の後、`ip6_finish_output2` で増える。断片は 1 "
                "つずつ、多数のセグメントからなる GSO バッファは 1 と数える。ループバックも含む。",
      .worry = "通常の通信量である。古いカーネル (5.10、6.1) には出ない。",
      .next = "Ip6.OutRequests と Ip6.OutForwDatagrams "
              "の和と比べる。足りない分はファイアウォールが捨てている。同じ場所でのバイト数は "
              "Ip6.OutOctets である。"}},
};

}  // namespace

std::span<const Topic> ip_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
