// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // Why a listener dropped, in the order of enum DropCause.
    {"cause.accept_queue_full_syn",
     {
         .meaning =
             "A client's SYN came while the listener's accept queue was full: the program had not "
             "taken the connections that were ready. The SYN was dropped without an answer.",
         .raised =
             "tcp_conn_request() finds sk_acceptq_is_full(); ListenOverflows and ListenDrops "
             "rise. kfree_skb does not fire, so tools that watch dropped packets do not see it. "
             "SYN cookies do not help: this check comes before one would be sent.",
         .worry =
             "The client's kernel sends the SYN again after 1 s: kernels from 6.5 on then each "
             "second up to the fifth (tcp_syn_linear_timeouts), then at 7 s and 11 s; older ones "
             "at 3 s and 7 s. Users see connects that take such whole seconds, or time out. Each "
             "try that meets a full queue counts, so drops are not the number of lost connections.",
         .next = "bpfnetstat listeners: a queue that is always full means that the program accepts "
                 "too slowly or hangs (top -H, /proc/PID/stack); a short peak above a small limit, "
                 "that the backlog is too short. Raise the backlog in the program and "
                 "net.core.somaxconn, and restart the listener.",
     },
     {
         .meaning =
             "リスナーの accept キューが満杯のときにクライアントの SYN が届いた。プログラムが、準"
             "備のできた接続を取り出していなかった。SYN は応答なしに捨てられた。",
         .raised =
             "tcp_conn_request() で sk_acceptq_is_full() が成り立ち、ListenOverflows と "
             "ListenDrops が増える。kfree_skb は発火しないので、パケット破棄を監視するツールには見"
             "えない。この検査は cookie を送るより前にあるので、SYN cookie は役に立たない。",
         .worry = "クライアントのカーネルは 1 秒後に SYN を再送する。6.5 以降は 5 秒まで 1 "
                  "秒ごと(tcp_syn_linear_timeouts)、その後 7 秒、11 秒、古いカーネルは 3 秒、7 "
                  "秒の時点である。利用者には、接続にちょうどその秒数かかる、またはタイムアウトと見"
                  "える。満杯に当たるたびに数えられるので、破棄数は失われた接続の数ではない。",
         .next =
             "bpfnetstat listeners で、キューが常に満杯なら、プログラムの accept が遅いか止まって"
             "いる(top -H、/proc/PID/stack)。小さな上限を短時間だけ超えるなら backlog が短い。プロ"
             "グラムの backlog と net.core.somaxconn を上げ、リスナーを起動し直す。",
     }},
    {"cause.accept_queue_full_ack",
     {
         .meaning = "The last ACK of a handshake came while the accept queue was full. The kernel "
                    "ignored the ACK and kept the request; the client believes to be connected.",
         .raised =
             "tcp_check_req() calls tcp_v4_syn_recv_sock() or tcp_v6_syn_recv_sock(), which "
             "refuses; ListenOverflows and ListenDrops rise. The SYN-ACK is sent again up to "
             "tcp_synack_retries times, and each answer is a new try and a new drop if the queue "
             "is still full. With tcp_abort_on_overflow the client gets a RST.",
         .worry =
             "Worse than a dropped SYN: the client sends its request into nothing and waits; "
             "protocols in which the server speaks first hang. It happens when the queue fills "
             "between SYN and ACK, hence with bursts and long round trips.",
         .next =
             "As cause.accept_queue_full_syn. bpfnetstat drops names the clients; netstat -ant | "
             "grep SYN_RECV shows their requests. See concept.abort_on_overflow before you set it.",
     },
     {
         .meaning =
             "ハンドシェイクの最後の ACK が、accept キューが満杯のときに届いた。カーネルは ACK を"
             "無視して要求を残し、クライアントは接続済みと思っている。",
         .raised =
             "tcp_check_req() が呼ぶ tcp_v4_syn_recv_sock() か tcp_v6_syn_recv_sock() が拒み、"
             "ListenOverflows と ListenDrops が増える。SYN-ACK は tcp_synack_retries 回まで再送さ"
             "れ、キューが満杯のままなら応答のたびに再び破棄となる。tcp_abort_on_overflow ならクラ"
             "イアントに RST が返る。",
         .worry = "SYN "
                  "の破棄より悪い。クライアントは要求を送って待ち続け、サーバーが先に話すプロトコル"
                  "では固まる。SYN と ACK "
                  "の間にキューが埋まるとき、すなわちバーストや長い往復時間で起きる。",
         .next =
             "cause.accept_queue_full_syn と同じ。bpfnetstat drops がクライアントを示し、netstat "
             "-ant | grep SYN_RECV で要求が見える。設定する前に concept.abort_on_overflow を読むこ"
             "と。",
     }},
    {"cause.accept_queue_full_cookie",
     {
         .meaning =
             "A client answered a SYN cookie, and the accept queue was full. Nothing about the "
             "client is remembered: the connection is lost unless the client sends something.",
         .raised =
             "tcp_get_cookie_sock() calls tcp_v4_syn_recv_sock() or its IPv6 twin, which refuses; "
             "ListenOverflows and ListenDrops rise.",
         .worry =
             "Both queues were full: SYNs came faster than handshakes were completed, and "
             "completed ones faster than the program accepts. The client believes to be "
             "connected, and no SYN-ACK will be sent again; only its own data is a further try.",
         .next = "First find out why the program does not accept (bpfnetstat listeners, "
                 "/proc/PID/stack). Then whether it is a flood: many sources in bpfnetstat drops, "
                 "TcpExtSyncookiesSent far above TcpExtSyncookiesRecv.",
     },
     {
         .meaning =
             "クライアントが SYN cookie に応答したが、accept キューが満杯だった。カーネルは何も覚"
             "えていないので、クライアントが何か送らない限り接続は失われる。",
         .raised = "tcp_get_cookie_sock() が呼ぶ tcp_v4_syn_recv_sock() かその IPv6 版が拒み、"
                   "ListenOverflows と ListenDrops が増える。",
         .worry =
             "両方のキューが満杯だった。SYN はハンドシェイクの完了より速く、完了は accept より速く"
             "来ている。クライアントは接続済みと思っているが SYN-ACK の再送はなく、再度の機会はク"
             "ライアント自身のデータだけである。",
         .next =
             "まずプログラムが accept しない理由を調べる(bpfnetstat listeners、/proc/PID/stack)。"
             "次に flood かどうか: bpfnetstat drops の送信元が多数か、TcpExtSyncookiesSent が "
             "TcpExtSyncookiesRecv を大きく上回るか。",
     }},
    {"cause.syn_queue_full",
     {
         .meaning =
             "A SYN came while the listener's SYN queue was full and SYN cookies are off, so it "
             "was dropped.",
         .raised =
             "tcp_conn_request() with a full queue (inet_csk_reqsk_queue_is_full) asks "
             "tcp_syn_flood_action(), which may not send cookies; TCPReqQFullDrop and ListenDrops "
             "rise. The queue's limit is the listener's backlog, clamped by somaxconn.",
         .worry =
             "With tcp_syncookies at 1, the default, it does not occur: the kernel sends cookies "
             "instead. Many sources that never complete are a SYN flood; real clients from far "
             "away fill a short queue as well, for a request stays for one round trip.",
         .next = "sysctl net.ipv4.tcp_syncookies (in the container's namespace, too): set it to 1. "
                 "Raise the backlog. bpfnetstat netstat -L shows incqlen; bpfnetstat drops the "
                 "sources.",
     },
     {
         .meaning =
             "リスナーの SYN キューが満杯で SYN cookie が無効のときに SYN が届き、捨てられた。",
         .raised = "tcp_conn_request() は、キューが満杯(inet_csk_reqsk_queue_is_full)だと "
                   "tcp_syn_flood_action() に尋ねるが、cookie は許されていない。TCPReqQFullDrop と "
                   "ListenDrops が増える。キューの上限は somaxconn で切り詰めた backlog である。",
         .worry =
             "既定の tcp_syncookies=1 では起きず、代わりに cookie が送られる。完了しない多数の送信"
             "元なら SYN flood である。要求は 1 往復の間残るので、遠くの本物のクライアントも短いキ"
             "ューを埋める。",
         .next = "sysctl net.ipv4.tcp_syncookies を(コンテナの名前空間でも)1 にする。backlog を上げ"
                 "る。bpfnetstat netstat -L の incqlen と、bpfnetstat drops の送信元を見る。",
     }},
    {"cause.syn_backlog_reserved",
     {
         .meaning =
             "SYN cookies are off, and three quarters of tcp_max_syn_backlog were used by this "
             "listener's requests. The last quarter is kept for clients that the kernel has "
             "talked to before; this one it did not know.",
         .raised =
             "tcp_conn_request(), where tcp_peer_is_proven() finds no measured connection in the "
             "cache of TCP metrics; only ListenDrops rises.",
         .worry =
             "Occurs with tcp_syncookies=0 alone. New clients are refused while old ones get in, "
             "which looks like a fault of the network.",
         .next = "sysctl net.ipv4.tcp_syncookies=1; or raise net.ipv4.tcp_max_syn_backlog and the "
                 "program's backlog. ip tcp_metrics show lists the clients that are known.",
     },
     {
         .meaning =
             "SYN cookie が無効で、このリスナーの要求が tcp_max_syn_backlog の 4 分の 3 を使ってい"
             "た。残りの 4 分の 1 は以前に通信したことのあるクライアントのためにあり、このクライア"
             "ントは知られていなかった。",
         .raised =
             "tcp_conn_request() で、tcp_peer_is_proven() が TCP メトリクスのキャッシュに実測され"
             "た接続を見つけられない場合である。増えるのは ListenDrops だけである。",
         .worry =
             "tcp_syncookies=0 のときだけ起きる。以前からのクライアントはつながり、新しいクライア"
             "ントは拒まれるので、ネットワークの障害のように見える。",
         .next =
             "sysctl net.ipv4.tcp_syncookies=1 とするか、net.ipv4.tcp_max_syn_backlog とプログラム"
             "の backlog を上げる。知られているクライアントは ip tcp_metrics show で見る。",
     }},
    {"cause.no_memory",
     {
         .meaning = "The kernel had no memory for the request, or for the connection's socket.",
         .raised =
             "inet_reqsk_alloc() in tcp_conn_request(), or tcp_create_openreq_child() when the "
             "handshake ends, returns nothing; ListenDrops rises.",
         .worry =
             "Rare. These are allocations in softirq, which may not wait: they fail under memory "
             "pressure long before the OOM killer acts, or where a cgroup's limit for kernel "
             "memory is reached.",
         .next =
             "dmesg (\"page allocation failure\", \"SLUB: Unable to allocate\"), memory.events of "
             "the cgroup, /proc/net/sockstat against net.ipv4.tcp_mem, vm.min_free_kbytes.",
     },
     {
         .meaning = "要求か接続のソケットのためのメモリが、カーネルになかった。",
         .raised = "tcp_conn_request() 内の inet_reqsk_alloc()、またはハンドシェイクの終わりの "
                   "tcp_create_openreq_child() が何も返さない。ListenDrops が増える。",
         .worry =
             "まれである。待つことのできない softirq での割り当てなので、OOM killer が動くよりずっ"
             "と前に、メモリ圧迫や cgroup のカーネルメモリ上限で失敗する。",
         .next =
             "dmesg(page allocation failure、SLUB: Unable to allocate)、cgroup の memory.events、"
             "/proc/net/sockstat と net.ipv4.tcp_mem、vm.min_free_kbytes を見る。",
     }},
    {"cause.no_route",
     {
         .meaning =
             "There is no route back to the client, or a security module (SELinux, Smack, a BPF "
             "LSM) refused the connection. The two cannot be told apart here.",
         .raised =
             "route_req of tcp_conn_request() (tcp_v4_route_req, tcp_v6_route_req), or the route "
             "of the child when the handshake ends, gives nothing; ListenDrops rises.",
         .worry =
             "One client network that never gets through, while others do, is a missing route or "
             "a rule. Clients with forged source addresses look the same.",
         .next =
             "ip route get CLIENT from LOCAL, ip rule; ausearch -m avc or dmesg for refusals of "
             "the security module.",
     },
     {
         .meaning =
             "クライアントへ戻る経路がないか、セキュリティモジュール(SELinux、Smack、BPF LSM)が接"
             "続を拒んだ。ここでは両者を区別できない。",
         .raised =
             "tcp_conn_request() の route_req(tcp_v4_route_req、tcp_v6_route_req)か、ハンドシェイ"
             "クの終わりの子ソケットの経路が得られない。ListenDrops が増える。",
         .worry =
             "あるクライアントのネットワークだけがつながらないなら、経路の不足かルールである。送信"
             "元を偽ったクライアントも同じに見える。",
         .next = "ip route get CLIENT from LOCAL と ip rule を見る。セキュリティモジュールの拒否は "
                 "ausearch -m avc か dmesg で見る。",
     }},
    {"cause.child_failed",
     {
         .meaning =
             "The handshake ended, there was room in the accept queue, and yet the connection's "
             "socket could not be made: not for want of memory or a route, but for another reason.",
         .raised =
             "tcp_v4_syn_recv_sock() or tcp_v6_syn_recv_sock() returned nothing after the child "
             "had been made, as when the local port cannot be inherited (__inet_inherit_port); "
             "ListenDrops rises.",
         .worry = "Very rare. The request stays, and the client's next packet is another try.",
         .next = "bpfnetstat drops for the time and the client; dmesg of that time; report it with "
                 "the kernel's version if it repeats.",
     },
     {
         .meaning =
             "ハンドシェイクが終わり accept キューにも空きがあったのに、接続のソケットを作れなかっ"
             "た。メモリや経路の不足ではなく、別の理由による。",
         .raised =
             "子を作った後に tcp_v4_syn_recv_sock() か tcp_v6_syn_recv_sock() が何も返さなかった。"
             "ローカルポートを引き継げない場合(__inet_inherit_port)などである。ListenDrops が増え"
             "る。",
         .worry = "ごくまれである。要求は残り、クライアントの次のパケットで再び試される。",
         .next =
             "bpfnetstat drops で時刻とクライアントを、dmesg で同じ時刻の記録を見る。繰り返すなら"
             "カーネルの版とともに報告する。",
     }},
    {"cause.icmp_abort",
     {
         .meaning =
             "An ICMP error about our SYN-ACK ended a pending request: the client, or the way to "
             "it, is unreachable.",
         .raised = "tcp_req_err(), called from tcp_v4_err() or tcp_v6_err() for errors that end a "
                   "connection; ListenDrops rises.",
         .worry =
             "A few are scanners and clients that went away. Many that name one network mean that "
             "the way back to it is broken; many from everywhere, forged source addresses.",
         .next =
             "tcpdump 'icmp[icmptype] = icmp-unreach' shows who reports it; ip route get CLIENT. "
             "With tracepoints the client that is named may be the next one that knocked.",
     },
     {
         .meaning =
             "こちらの SYN-ACK に対する ICMP エラーが、保留中の要求を終わらせた。クライアントまた"
             "はその途中に到達できない。",
         .raised =
             "接続を終わらせる種類のエラーについて、tcp_v4_err() か tcp_v6_err() から呼ばれる "
             "tcp_req_err() による。ListenDrops が増える。",
         .worry =
             "少数ならスキャナや去ったクライアントである。一つのネットワークに多ければ戻りの経路が"
             "切れている。あちこちから多ければ送信元の詐称である。",
         .next =
             "tcpdump 'icmp[icmptype] = icmp-unreach' で誰が報告したかを、ip route get CLIENT で経"
             "路を見る。トレースポイント方式では、示されるクライアントが次に来たものである場合があ"
             "る。",
     }},
    {"cause.bad_destination",
     {
         .meaning =
             "A SYN was addressed to a broadcast or multicast address. TCP never answers these.",
         .raised = "tcp_v4_conn_request() or tcp_v6_conn_request() drops it before anything else; "
                   "ListenDrops rises. Kernels with MPTCP do the same for its listeners.",
         .worry =
             "Harmless for the listener. Somebody scans, or a host has a wrong netmask and takes "
             "a broadcast address for a host.",
         .next = "bpfnetstat drops names the sender; compare its netmask with that of the network.",
     },
     {
         .meaning =
             "ブロードキャストかマルチキャストのアドレス宛ての SYN である。TCP はこれに決して応答"
             "しない。",
         .raised =
             "tcp_v4_conn_request() か tcp_v6_conn_request() が最初に捨て、ListenDrops が増える。"
             "MPTCP のあるカーネルは、そのリスナーでも同様にする。",
         .worry =
             "リスナーには無害である。誰かがスキャンしているか、ネットマスクを誤ったホストがブロー"
             "ドキャストアドレスをホストと思っている。",
         .next = "bpfnetstat drops で送信元を知り、そのネットマスクをネットワークのものと比べる。",
     }},
    {"cause.fastopen",
     {
         .meaning =
             "A SYN with TCP Fast Open data had made its connection at once, but that could not "
             "be put into the accept queue.",
         .raised = "inet_csk_reqsk_queue_add() refuses because the socket listens no longer: it is "
                   "being closed at that moment. ListenDrops rises.",
         .worry = "Belongs to restarts of a server. The client sends its SYN again.",
         .next = "bpfnetstat history --events beside the service's restarts; sysctl "
                 "net.ipv4.tcp_fastopen; TcpExtTCPFastOpenPassiveFail.",
     },
     {
         .meaning =
             "TCP Fast Open のデータを伴う SYN がただちに接続を作ったが、accept キューに入れられな"
             "かった。",
         .raised = "ソケットがもう待ち受けていない、すなわちその瞬間に閉じられているため、"
                   "inet_csk_reqsk_queue_add() が拒む。ListenDrops が増える。",
         .worry = "サーバーの再起動に伴うものである。クライアントは SYN を再送する。",
         .next = "bpfnetstat history --events をサービスの再起動の時刻と見比べる。sysctl "
                 "net.ipv4.tcp_fastopen と TcpExtTCPFastOpenPassiveFail も見る。",
     }},
    {"cause.mptcp",
     {
         .meaning =
             "MPTCP refused a SYN that wanted to join an existing connection, or could not make "
             "what it needs for one.",
         .raised =
             "The route_req of MPTCP's listeners (subflow_v4_route_req, subflow_v6_route_req) "
             "gives nothing, as for a token that no connection has; ListenDrops rises.",
         .worry =
             "A join that comes after its connection has ended is normal. Many: a load balancer "
             "sends the subflows of one connection to different hosts.",
         .next =
             "nstat -az 'MPTcpExtMPJoin*' (NoTokenFound above all); ss -tM for MPTCP connections; "
             "ip mptcp limits show.",
     },
     {
         .meaning =
             "既存の接続に加わろうとする SYN を MPTCP が拒んだか、そのために必要なものを作れなかっ"
             "た。",
         .raised =
             "MPTCP のリスナーの route_req(subflow_v4_route_req、subflow_v6_route_req)が得られな"
             "い。どの接続のものでもないトークンなどである。ListenDrops が増える。",
         .worry =
             "接続が終わった後に届く参加要求は正常である。多ければ、ロードバランサが一つの接続のサ"
             "ブフローを別々のホストに送っている。",
         .next = "nstat -az 'MPTcpExtMPJoin*'(特に NoTokenFound)、ss -tM、ip mptcp limits show を見"
                 "る。",
     }},
    {"cause.other",
     {
         .meaning =
             "A drop that is counted in ListenDrops and in no queue's counter, and whose cause "
             "could not be seen: one of the causes from syn_backlog_reserved to mptcp.",
         .raised =
             "Tracepoints see that the kernel counted, not which step refused; the same holds for "
             "what is left of a function probe that the kernel skipped.",
         .worry = "Normally rare. The listener and the figures are exact all the same.",
         .next =
             "bpfnetstat doctor tells whether fentry or kprobe can be used here, which tell the "
             "causes apart. Then go through their list: tcp_syncookies, memory, routes, MPTCP.",
     },
     {
         .meaning = "ListenDrops "
                    "には数えられたがキューのカウンターにはなく、原因が見えなかった破棄。syn_"
                    "backlog_reserved から mptcp までのいずれかである。",
         .raised =
             "トレースポイントには、カーネルが数えたことは見えても、どの段階が拒んだかは見えない。"
             "カーネルが飛ばした関数プローブの残りも同じである。",
         .worry = "通常はまれである。それでもリスナーと数は正確である。",
         .next =
             "bpfnetstat doctor で、原因を区別できる fentry や kprobe がここで使えるかを見る。その"
             "上で、tcp_syncookies、メモリ、経路、MPTCP と順に調べる。",
     }},
    // Words of the reports.
    {"report.exact",
     {
         .meaning = "The kernel's own counters of the network namespace and the drops that were "
                    "attributed to listeners agree to the unit, and no event was lost.",
         .raised = "",
         .worry =
             "\"exact:false\", or \"N unattributed\" in its place, means that the sum is known "
             "and a part of it has no listener.",
         .next =
             "bpfnetstat verify checks it for a running daemon; --check makes drops and trace end "
             "with exit code 4 if it does not hold.",
     },
     {
         .meaning = "ネットワーク名前空間のカーネル自身のカウンターと、リスナーに割り当てた破棄数が"
                    "一の位まで一致し、イベントの喪失もない。",
         .raised = "",
         .worry =
             "exact:false、またはその場所に「N unattributed」とあれば、合計はわかっているが一部の"
             "リスナーが不明である。",
         .next = "動いているデーモンは bpfnetstat verify で検査する。--check を付けると drops と "
                 "trace は一致しないとき終了コード 4 で終わる。",
     }},
    {"report.reconciliation",
     {
         .meaning =
             "The line or record per network namespace at the end of drops: how far the kernel's "
             "ListenOverflows, ListenDrops and TCPReqQFullDrop moved, and how much of that was "
             "attributed to listeners.",
         .raised =
             "Both are counted per CPU between moments when no packet is half-way, so that a run "
             "begun in the midst of a flood is exact too.",
         .worry =
             "A difference is shown, never hidden. ListenOverflows and TCPReqQFullDrop are left "
             "out where they did not move.",
         .next = "See report.exact, report.unattributed, report.too_many.",
     },
     {
         .meaning =
             "drops の最後に名前空間ごとに出る行または記録。カーネルの ListenOverflows、"
             "ListenDrops、TCPReqQFullDrop がどれだけ動き、そのうちどれだけをリスナーに割り当てた"
             "かを示す。",
         .raised =
             "どちらも、処理途中のパケットがない瞬間から瞬間まで CPU ごとに数えるので、flood の最"
             "中に始めても正確である。",
         .worry =
             "差があれば隠さず表示する。動かなかった ListenOverflows と TCPReqQFullDrop は省く。",
         .next = "report.exact、report.unattributed、report.too_many を参照。",
     }},
    {"report.unattributed",
     {
         .meaning = "Drops that the kernel counted and that could be given to no listener.",
         .raised =
             "Nobody saw the packet (the kernel had skipped our programs), and the listeners' own "
             "sk_drops did not account for it; or several listeners share the address and the "
             "stack did not tell which; or more than 65,536 listeners (16,384 on kernels before "
             "6.1).",
         .worry =
             "A few in a flood are possible with tracepoints. Many, or without load, are a fault "
             "of the tool or a kernel that it does not know.",
         .next = "bpfnetstat doctor (PROBES, SELF-TEST); try another --probe; report it with that "
                 "output.",
     },
     {
         .meaning = "カーネルは数えたが、どのリスナーにも割り当てられなかった破棄。",
         .raised =
             "パケットを誰も見ておらず(カーネルがプログラムを飛ばした)、リスナーの sk_drops でも説"
             "明できない場合。または複数のリスナーがアドレスを共有し、スタックからもどれかがわから"
             "ない場合。またはリスナーが 65,536(6.1 より前は 16,384)を超えた場合である。",
         .worry =
             "トレースポイント方式の flood では少数ありうる。多数、または負荷なしで出るなら、ツー"
             "ルの不具合か未知のカーネルである。",
         .next =
             "bpfnetstat doctor の PROBES と SELF-TEST を見る。別の --probe を試し、その出力ととも"
             "に報告する。",
     }},
    {"report.too_many",
     {
         .meaning = "More drops were attributed to listeners than the kernel counted.",
         .raised = "",
         .worry = "It should not happen: it is a fault of the tool.",
         .next = "Report it with the output of bpfnetstat doctor.",
     },
     {
         .meaning = "カーネルが数えたより多くの破棄をリスナーに割り当てた。",
         .raised = "",
         .worry = "起きないはずで、ツールの不具合である。",
         .next = "bpfnetstat doctor の出力とともに報告する。",
     }},
    {"report.events_lost",
     {
         .meaning = "Records for which the ring buffer between kernel and bpfnetstat had no room.",
         .raised =
             "The reader was slower than the events: a busy CPU, a slow terminal or disk behind "
             "it, or SIGSTOP.",
         .worry =
             "Lines are missing from the live report. Totals of drops are kept in the kernel and "
             "stay right; a trace has gaps.",
         .next = "A larger --ring-kib; write to a file instead of a terminal; filters (-L, -p) so "
                 "that less is recorded.",
     },
     {
         .meaning = "カーネルと bpfnetstat の間のリングバッファに空きがなく、失われた記録の数。",
         .raised =
             "読み手がイベントより遅かった。CPU の混雑、遅い端末やディスク、SIGSTOP などによる。",
         .worry =
             "逐次の報告から行が欠ける。破棄の合計はカーネル内にあるので正しいままである。trace に"
             "は欠けが生じる。",
         .next = "--ring-kib "
                 "を大きくする。端末ではなくファイルに書く。フィルター(-L、-p)で記録を減らす。",
     }},
    {"report.transitions_missed",
     {
         .meaning =
             "State transitions that happened and that no program of ours saw: a connection's old "
             "state was not the one it was last seen in.",
         .raised =
             "The kernel skips a BPF program that it interrupts on the same CPU (recursion guard).",
         .worry = "A handful per million is normal under load. Their connections' time in the old "
                  "state is not known.",
         .next = "A daemon compares its table with the kernel afterwards and mends it; see "
                 "report.resync.",
     },
     {
         .meaning =
             "起きたのにこちらのプログラムが見なかった状態遷移。接続の旧状態が、最後に見た状態と違"
             "っていた。",
         .raised = "カーネルは、同じ CPU で割り込まれた BPF プログラムの再入を飛ばす(再帰ガード)。",
         .worry = "負荷時に 100 万件に数件なら正常である。その接続が旧状態にいた時間はわからない。",
         .next = "デーモンは後で表をカーネルと照合して直す。report.resync を参照。",
     }},
    {"report.client_unknown",
     {
         .meaning =
             "Of the drops of a listener, those whose client was not seen or not kept. Listener, "
             "cause and number are exact.",
         .raised =
             "More than 16,384 clients in one second, or a drop that only the kernel's counters "
             "told of.",
         .worry =
             "Expected in floods from many (often invented) addresses. Without one it should be 0 "
             "or close to it.",
         .next = "The clients that are listed show the pattern; a packet capture (tcpdump "
                 "'tcp[tcpflags] & tcp-syn != 0') shows the rest.",
     },
     {
         .meaning =
             "リスナーの破棄のうち、クライアントが見えなかったか、記録しきれなかったもの。リスナ"
             "ー、原因、数は正確である。",
         .raised = "1 秒に 16,384 "
                   "を超えるクライアントがあったか、カーネルのカウンターだけが知らせた破棄である。",
         .worry =
             "多数の(たいていは偽の)アドレスからの flood では想定内である。そうでなければ 0 かそれ"
             "に近いはずである。",
         .next = "表示されたクライアントから傾向がわかる。残りはパケットキャプチャ(tcpdump "
                 "'tcp[tcpflags] & tcp-syn != 0')で見る。",
     }},
    {"report.other_discards",
     {
         .meaning =
             "Packets that the listener discarded without dropping a connection attempt: they "
             "raise sk_drops (the dN of ss -lm) and not ListenDrops.",
         .raised =
             "A SYN sent again for a request that is pending, the bare ACK of a listener with "
             "TCP_DEFER_ACCEPT, a segment that fits nothing, the second count of a dropped final "
             "ACK. Known from kernel 6.11 on.",
         .worry = "Harmless. They explain why ss shows more drops than ListenDrops.",
         .next =
             "Compare with drops_total and sk_drops: drops_total plus other_discards is sk_drops.",
     },
     {
         .meaning =
             "接続要求を破棄することなくリスナーが捨てたパケット。sk_drops(ss -lm の dN)を増やし、"
             "ListenDrops は増やさない。",
         .raised =
             "保留中の要求に対する SYN の再送、TCP_DEFER_ACCEPT のリスナーへの素の ACK、どこにも当"
             "てはまらないセグメント、破棄された最後の ACK の 2 回目の計数など。カーネル 6.11 以降"
             "でわかる。",
         .worry = "無害である。ss の破棄数が ListenDrops より多い理由を説明する。",
         .next =
             "drops_total と sk_drops に照らす。drops_total と other_discards の和が sk_drops であ"
             "る。",
     }},
    {"report.sk_drops",
     {
         .meaning = "How far the kernel's counter of the listening socket itself moved.",
         .raised = "See column.listen.Drops. bpfnetstat explains it to the unit as drops_total + "
                   "other_discards, from kernel 6.11 on.",
         .worry = "It is no count of lost connections.",
         .next = "Use drops_total, or ListenDrops of the namespace.",
     },
     {
         .meaning = "リスナー自身のカーネルのカウンターが動いた量。",
         .raised =
             "column.listen.Drops を参照。bpfnetstat はカーネル 6.11 以降で、これを drops_total + "
             "other_discards として一の位まで説明する。",
         .worry = "失われた接続の数ではない。",
         .next = "drops_total か、名前空間の ListenDrops を使う。",
     }},
    {"report.accepted",
     {
         .meaning = "Connections that accept(2) took from the listener in the time of the report.",
         .raised =
             "Calls that began after the tool did; by fentry (inet_csk_accept), or by kprobe on "
             "kernels that allow it. With tracepoints only the daemon knows, by what system calls "
             "and io_uring returned; elsewhere it is left out.",
         .worry =
             "Compare with the drops: few accepted and many dropped is a program that hangs; many "
             "of both is one that is too slow.",
         .next =
             "bpfnetstat listeners; bpfnetstat doctor for whether the hook \"accept\" is served.",
     },
     {
         .meaning = "報告の期間に accept(2) がリスナーから取り出した接続の数。",
         .raised =
             "ツールより後に始まった呼び出しを、fentry(inet_csk_accept)、または許されるカーネルで"
             "は kprobe で数える。トレースポイントではデーモンだけが、システムコールと io_uring "
             "の結果"
             "から数える。ほかでは省かれる。",
         .worry =
             "破棄数と比べる。取り出しが少なく破棄が多ければ固まっており、どちらも多ければ処理が遅"
             "い。",
         .next = "bpfnetstat listeners を見る。accept フックがあるかは bpfnetstat doctor で見る。",
     }},
    {"report.queue",
     {
         .meaning =
             "QUEUE: connections in the accept queue now (or at the drop, as queue/limit). PEAK: "
             "the most since the daemon began, at any arrival where the hook queue is served, else "
             "as seen once a second and at each drop. LIMIT: the smaller of backlog and somaxconn; "
             "the queue holds one more.",
         .raised = "",
         .worry =
             "6/5 is a full queue of limit 5: the kernel drops when the length exceeds the limit. "
             "Without the hook a peak below the limit may have missed a burst within a second, "
             "unless it dropped.",
         .next = "concept.accept-queue; bpfnetstat history --by minute for the longest queue over "
                 "time.",
     },
     {
         .meaning =
             "QUEUE はいま(破棄の時点では キュー/上限 として)accept キューにある接続の数。PEAK は"
             "デーモン開始以来の最大で、フック queue "
             "があれば接続が入るたびに、なければ毎秒と破棄のた"
             "びに見る。LIMIT は backlog と somaxconn の小さい方で、キューは一つ多く入る。",
         .raised = "",
         .worry =
             "6/5 は上限 5 の満杯である。長さが上限を超えているときにカーネルは破棄する。上限未満"
             "の PEAK は、フックがなければ、破棄のない 1 "
             "秒未満のバーストを見逃していることがある。",
         .next = "concept.accept-queue を参照。時間ごとの最長は bpfnetstat history --by minute で見"
                 "る。",
     }},
    {"report.waits",
     {
         .meaning =
             "How long connections waited in a listener's accept queue until accept(2) took them, "
             "since the daemon began: WAIT P50 MS, P99 MS, MAX MS; in JSON \"waits\", in "
             "microseconds, with the latest 32 one by one. S SINCE ACCEPT: seconds since the last. "
             "SYN QUEUE: handshakes that are not over. COOKIES, \"cookies_sent\": SYNs that this "
             "listener answered with a SYN cookie.",
         .raised =
             "At each accept. Percentiles are upper bounds, at most twice the true figure; the "
             "longest is exact. >= or \"at_least\": some had begun to wait before the daemon did.",
         .worry =
             "Waits of milliseconds are latency that every client feels. Long ones with a short "
             "queue: the program stops now and then; with a long queue: it is too slow, or gets "
             "bursts. No accept for long and a queue that is not empty: it hangs.",
         .next =
             "bpfnetstat listeners --json: arrived against accepted; \"accepted_unseen\" left the "
             "queue and no hook saw how. See doctor.hook.queue.",
     },
     {
         .meaning = "リスナーの accept キューで、接続が accept(2) "
                    "に取り出されるまで待った時間(デーモン開始"
                    "以来)。WAIT P50 MS、P99 MS、MAX MS に示す。JSON では waits "
                    "にマイクロ秒で示し、最近の "
                    "32 件は一件ずつ示す。S SINCE ACCEPT は最後の取り出しからの秒数、SYN QUEUE "
                    "は終わっていないハンドシェイクの数、COOKIES(cookies_sent)はこのリスナーが SYN "
                    "cookie で応答した SYN の数。",
         .raised =
             "取り出しのたびに数える。百分位数は上界で、真の値の 2 倍を超えない。最長は正確である。"
             ">= と at_least は、デーモンより前から待っていた接続があることを示す。",
         .worry = "ミリ秒の待ちは、どのクライアントにも遅れとして感じられる。キューが短いのに待ちが"
                  "長けれ"
                  "ば、プログラムがときどき止まっている。キューも長ければ、遅いか、バーストを受けて"
                  "いる。キ"
                  "ューが空でないのに長く取り出しがなければ、固まっている。",
         .next = "bpfnetstat listeners --json で arrived と accepted を比べる。accepted_unseen "
                 "はフックに"
                 "見えずにキューを離れた数である。doctor.hook.queue を参照。",
     }},
    {"report.folded",
     {
         .meaning =
             "Drops that were counted together instead of one by one: xN or \"count\" in the live "
             "report, \"others\" (clients_folded) in the history.",
         .raised =
             "Above 10,000 drops a second equal ones are folded in the kernel by listener, cause "
             "and client; the history keeps the heaviest 256 client networks of a second.",
         .worry = "Nothing is lost but the single ports and times.",
         .next = "Totals per listener are exact; look there first.",
     },
     {
         .meaning = "一つずつではなくまとめて数えた破棄。逐次の報告では xN や count、履歴では "
                    "others(clients_folded)となる。",
         .raised =
             "毎秒 10,000 を超えると、同じリスナー、原因、クライアントの破棄をカーネル内でまとめ"
             "る。履歴は 1 秒につき上位 256 のクライアントネットワークを残す。",
         .worry = "失われるのは個々のポートと時刻だけである。",
         .next = "リスナーごとの合計は正確なので、まずそれを見る。",
     }},
    {"report.closed",
     {
         .meaning = "\"(closed)\" behind a listener: it dropped connections and no longer listens.",
         .raised = "",
         .worry =
             "Kept for an hour, at most 1,024 of them. A server that restarts leaves one at each "
             "restart.",
         .next = "bpfnetstat history --listener :PORT puts the drops of all of them together.",
     },
     {
         .meaning = "リスナーの後の (closed)。接続を破棄したことがあり、もう待ち受けていない。",
         .raised = "",
         .worry = "1 時間、最大 1,024 個まで残る。再起動するサーバーはそのたびに一つ残す。",
         .next = "bpfnetstat history --listener :PORT がすべての分をまとめて示す。",
     }},
    {"report.role",
     {
         .meaning =
             "Which side the connection's local end is: client (it called connect()), server (a "
             "listener made it), listener. Empty or a dash: not known, for the connection is "
             "older than the tool.",
         .raised = "",
         .worry = "Normal at the start of a run.",
         .next = "A daemon knows it of all connections that began after it.",
     },
     {
         .meaning = "接続のこちら側の役割。client(connect() を呼んだ)、server(リスナーが作った)、"
                    "listener のいずれか。空や - は不明で、接続がツールより古い。",
         .raised = "",
         .worry = "起動直後は正常である。",
         .next = "デーモンは、自分より後に始まった接続のすべてについて知っている。",
     }},
    {"report.at_close",
     {
         .meaning =
             "AT CLOSE: what a connection amounted to when it reached CLOSE: age, bytes sent and "
             "received, segments sent again, smoothed round-trip time.",
         .raised = "",
         .worry =
             "Many retransmissions beside few bytes are a bad path; a connection with no byte "
             "received may have met a server that never accepted it. An age is missing where the "
             "connection is older than the tool.",
         .next = "bpfnetstat trace -L PORT or -D PORT narrows it down; ss -ti for connections that "
                 "still live.",
     },
     {
         .meaning =
             "AT CLOSE。CLOSE に達したときの接続の総計で、寿命、送受信バイト数、再送セグメント数、"
             "平滑化された往復時間である。",
         .raised = "",
         .worry =
             "バイト数のわりに再送が多ければ経路が悪い。1 バイトも受信しなかった接続は、accept さ"
             "れなかったのかもしれない。接続がツールより古ければ寿命は出ない。",
         .next = "bpfnetstat trace -L PORT や -D PORT で絞る。まだ生きている接続は ss -ti で見る。",
     }},
    {"report.verification",
     {
         .meaning =
             "The closing line of verify: connections in the kernel, and how many are missing in "
             "the daemon's table, are ghosts, or differ.",
         .raised =
             "Each is looked for in two walks through the kernel's sockets; only what both found "
             "counts, so that connections in motion do not. A daemon in a pid namespace of its own "
             "cannot list network namespaces that nobody of it is in: their connections "
             "(connections_unlisted) were not looked for, and are no difference.",
         .worry =
             "Anything but 0 is a fault of the tool or a loss that was not noticed. Exit code 4.",
         .next = "Run it again; look at bpfnetstat history --events for losses; report it with "
                 "bpfnetstat doctor.",
     },
     {
         .meaning =
             "verify の最後の行。カーネルにある接続の数と、デーモンの表に欠けているもの(missing)、"
             "余分なもの(ghost)、異なるもの(differing)の数。",
         .raised =
             "カーネルのソケットを 2 回たどり、両方で見つかったものだけを数える。動いている最中の"
             "接続は数えない。独自の pid 名前空間で動くデーモンは、その中のプロセスがいないネット"
             "ワーク名前空間を列挙できない。そこの接続(connections_unlisted)は照合されず、差異では"
             "ない。",
         .worry = "0 以外は、ツールの不具合か気付かれなかった喪失である。終了コードは 4 になる。",
         .next =
             "もう一度実行し、bpfnetstat history --events で喪失を見る。bpfnetstat doctor の出力と"
             "ともに報告する。",
     }},
    {"report.missing",
     {
         .meaning = "A connection that the kernel has and the daemon's table has not.",
         .raised = "A transition was not seen, or its record was lost; or the table was full "
                   "(--connections).",
         .worry =
             "Should be 0. With a full table it is expected, and the daemon says so in its log "
             "and metrics.",
         .next = "Raise --connections where the table is full; else as report.verification.",
     },
     {
         .meaning = "カーネルにはあるが、デーモンの表にない接続。",
         .raised = "遷移を見逃したか記録が失われた。または表が満杯である(--connections)。",
         .worry = "0 のはずである。表が満杯なら想定内で、デーモンがログとメトリクスで知らせる。",
         .next = "満杯なら --connections を上げる。それ以外は report.verification と同じ。",
     }},
    {"report.ghost",
     {
         .meaning = "A connection that the daemon's table has and the kernel has not any more.",
         .raised = "The transition to CLOSE was not seen.",
         .worry = "Should be 0: the daemon compares after each known loss.",
         .next = "As report.verification.",
     },
     {
         .meaning = "デーモンの表にはあるが、カーネルにはもうない接続。",
         .raised = "CLOSE への遷移を見なかった。",
         .worry = "0 のはずである。デーモンは喪失を知るたびに照合する。",
         .next = "report.verification と同じ。",
     }},
    {"report.differing",
     {
         .meaning = "A connection that both have, in another state or between other ends.",
         .raised = "A transition was not seen.",
         .worry = "Should be 0.",
         .next =
             "As report.verification; the difference record shows table_state and kernel_state.",
     },
     {
         .meaning = "双方にあるが、状態か端点が異なる接続。",
         .raised = "遷移を見なかった。",
         .worry = "0 のはずである。",
         .next =
             "report.verification と同じ。difference の記録が table_state と kernel_state を示す。",
     }},
    {"report.namespaces_unread",
     {
         .meaning =
             "Network namespaces that could not be looked at: their figures are not in the report.",
         .raised = "Entering them was refused (CAP_SYS_ADMIN), or they ended meanwhile.",
         .worry =
             "Drops there are still counted by the programs in the kernel; what existed before is "
             "not known.",
         .next = "Run as root in the initial user namespace; bpfnetstat doctor counts them.",
     },
     {
         .meaning = "調べられなかったネットワーク名前空間。その数字は報告に含まれない。",
         .raised = "入ることを拒まれた(CAP_SYS_ADMIN)か、その間に終わった。",
         .worry =
             "そこでの破棄もカーネル内のプログラムが数えている。以前から存在したものはわからない。",
         .next = "初期ユーザー名前空間の root で実行する。数は bpfnetstat doctor でもわかる。",
     }},
    {"report.gap",
     {
         .meaning = "In the history: a time in which nobody watched (\"nobody watched ... s\"). It "
                    "begins at the last time that was written.",
         .raised = "The daemon was stopped, killed or not yet started; the next one names the gap. "
                   "After a kill on an idle host it may begin up to ten seconds early.",
         .worry =
             "Drops in a gap are in no row. An interval that a gap reaches into is a lower bound.",
         .next =
             "The kernel's counters go on: TcpExtListenDrops of the time (nstat, node exporter) "
             "says whether something was dropped. systemctl status bpfnetstat for the reason.",
     },
     {
         .meaning =
             "履歴の中の、誰も監視していなかった時間(nobody watched ... s)。最後に書き込まれた時刻"
             "から始まる。",
         .raised =
             "デーモンが停止、強制終了、または未起動だった。次のデーモンが gap として記録する。負"
             "荷のないホストで強制終了した後は、最大 10 秒早く始まることがある。",
         .worry = "gap の間の破棄はどの行にもない。gap を含む期間の数は下限である。",
         .next = "カーネルのカウンターは動き続けるので、その時間の TcpExtListenDrops(nstat、node "
                 "exporter)で破棄の有無がわかる。原因は systemctl status bpfnetstat で見る。",
     }},
    {"report.resync",
     {
         .meaning =
             "In the history (\"table mended\"): the daemon compared its live table with the "
             "kernel and put right what differed; the number says how many entries.",
         .raised =
             "After records were lost, and after transitions that the kernel skipped, in at most "
             "a hundredth of the time.",
         .worry = "Normal after load or SIGSTOP. Drops do not depend on it.",
         .next = "Often, without load: raise ring-kib in /etc/bpfnetstat.conf.",
     },
     {
         .meaning =
             "履歴の中の table mended。デーモンが表をカーネルと照合し、違いを直した。数は項目数で"
             "ある。",
         .raised = "記録の喪失の後と、カーネルが飛ばした遷移の後に、時間の 100 分の 1 以内で行う。",
         .worry = "負荷や SIGSTOP の後なら正常である。破棄の数には影響しない。",
         .next = "負荷なしで頻繁なら /etc/bpfnetstat.conf の ring-kib を上げる。",
     }},
    {"report.ring_loss",
     {
         .meaning =
             "In the history (\"ring buffer full\"): records for which the ring had no room.",
         .raised =
             "The daemon was not run for a while (SIGSTOP, a starved CPU, a machine that hung) "
             "while events went on.",
         .worry = "Drops stay exact; the table is mended afterwards. What happened in between to "
                  "single connections is not known.",
         .next =
             "A larger ring-kib, CPUWeight or Nice of the unit; see what starved the machine at "
             "that time.",
     },
     {
         .meaning = "履歴の中の ring buffer full。リングに空きがなく失われた記録。",
         .raised =
             "イベントが続く間、デーモンがしばらく動けなかった(SIGSTOP、CPU 不足、機械の停止)。",
         .worry =
             "破棄数は正確なままで、表は後で直される。その間の個々の接続の出来事はわからない。",
         .next =
             "ring-kib を大きくするか、ユニットの CPUWeight や Nice を変える。その時刻に機械を飢え"
             "させたものを調べる。",
     }},
    {"report.history_loss",
     {
         .meaning =
             "In the history (\"history not written\"): rows that could not be written and found "
             "no room in memory any more.",
         .raised = "The disk was full, read-only or too slow, for longer than 4 MB of rows last.",
         .worry = "The history lacks these; live reports, ledger and metrics do not.",
         .next = "df and dmesg for the disk of /var/lib/bpfnetstat; the daemon's log.",
     },
     {
         .meaning = "履歴の中の history not written。書き込めず、メモリにも入りきらなかった行。",
         .raised =
             "ディスクが満杯、読み取り専用、または遅すぎる状態が、4 MB 分の行より長く続いた。",
         .worry = "履歴には欠けるが、逐次の報告、台帳、メトリクスには欠けない。",
         .next = "/var/lib/bpfnetstat のディスクを df と dmesg で、またデーモンのログを見る。",
     }},
    {"report.started",
     {
         .meaning = "In the history: a daemon began to watch; \"stopped\": it ended in order.",
         .raised = "",
         .worry =
             "A start without a stop before it is a kill or a crash; a gap stands between them.",
         .next = "journalctl -u bpfnetstat.",
     },
     {
         .meaning = "履歴の中で、デーモンが監視を始めた印。stopped は正常に終わった印である。",
         .raised = "",
         .worry = "前に stopped のない started は、強制終了か異常終了である。間に gap がある。",
         .next = "journalctl -u bpfnetstat で見る。",
     }},
    {"report.stopped",
     {
         .meaning = "In the history: the daemon ended in order, by SIGTERM or SIGINT.",
         .raised = "",
         .worry = "From here to the next start nobody watches.",
         .next = "See report.gap.",
     },
     {
         .meaning = "履歴の中で、デーモンが SIGTERM か SIGINT で正常に終わった印。",
         .raised = "",
         .worry = "ここから次の started までは誰も監視していない。",
         .next = "report.gap を参照。",
     }},
    {"report.namespace_appeared",
     {
         .meaning = "In the history: a network namespace came into being, as a container started; "
                    "\"namespace_gone\": it ended.",
         .raised = "",
         .worry = "Normal. Many in a short time are containers that start and fail.",
         .next = "ip netns, lsns -t net; the container engine's log.",
     },
     {
         .meaning = "履歴の中で、ネットワーク名前空間が現れた印。コンテナの起動などである。"
                    "namespace_gone は消えた印である。",
         .raised = "",
         .worry = "正常である。短時間に多ければ、起動と失敗を繰り返すコンテナがある。",
         .next = "ip netns、lsns -t net、コンテナエンジンのログを見る。",
     }},
    {"report.namespace_gone",
     {
         .meaning = "In the history: a network namespace ended, with its listeners and counters.",
         .raised = "",
         .worry = "Its drops stay in the history.",
         .next = "bpfnetstat history --netns NETNS.",
     },
     {
         .meaning = "履歴の中で、ネットワーク名前空間がリスナーとカウンターとともに終わった印。",
         .raised = "",
         .worry = "その破棄は履歴に残る。",
         .next = "bpfnetstat history --netns NETNS で見る。",
     }},
    {"report.trend",
     {
         .meaning =
             "TREND: drops over the interval (by minute: over that minute), each sign a part of "
             "it, beside the row's largest value; a dot is none.",
         .raised = "",
         .worry = "One high sign is a burst; an even row is a listener that is always too slow.",
         .next = "--by minute shows when; --json has the numbers (series).",
     },
     {
         .meaning =
             "TREND。期間内(--by minute では その 1 分間)の破棄の推移を、行の最大値に対する高さで"
             "示す。点は破棄なしである。",
         .raised = "",
         .worry = "一つだけ高ければバースト、一様ならいつも遅いリスナーである。",
         .next = "時刻は --by minute で、数値は --json の series で見る。",
     }},
    {"report.ready",
     {
         .meaning =
             "The first record or line: all probes are attached, the baseline has been read, and "
             "from now on nothing is missed. \"probe\" is the mechanism: fentry, kprobe, "
             "tracepoint, or mixed.",
         .raised = "",
         .worry = "What happened before it is not in the report.",
         .next = "Scripts wait for it before they begin their load.",
     },
     {
         .meaning =
             "最初の記録または行。プローブがすべて付き、基準値を読み終え、以後は何も見逃さない。"
             "probe は方式で、fentry、kprobe、tracepoint、mixed のいずれかである。",
         .raised = "",
         .worry = "これより前の出来事は報告にない。",
         .next = "スクリプトはこれを待ってから負荷をかける。",
     }},
    // What stands behind the words.
    {"concept.accept-queue",
     {
         .meaning =
             "The connections of a listener whose handshake is complete and which the program has "
             "not taken by accept(). The kernel fills it without asking the program.",
         .raised =
             "inet_csk_reqsk_queue_add() adds, inet_csk_accept() takes, oldest first. The limit "
             "is the smaller of listen()'s backlog and somaxconn; as the check is \"greater "
             "than\", it holds one more.",
         .worry =
             "Full, it makes the kernel drop SYNs and final ACKs (causes accept_queue_full_*). "
             "Long but not full, each connection waits the queue's length divided by the rate of "
             "accept(): clients see it as latency.",
         .next =
             "bpfnetstat listeners (QUEUE, PEAK, LIMIT), bpfnetstat netstat -L, ss -lnt. If it is "
             "always full, make the program accept faster; only bursts are helped by a longer "
             "queue.",
     },
     {
         .meaning =
             "リスナーの接続のうち、ハンドシェイクが完了し、プログラムがまだ accept() で取り出して"
             "いないもの。カーネルはプログラムに尋ねずに入れる。",
         .raised =
             "inet_csk_reqsk_queue_add() が加え、inet_csk_accept() が古い順に取り出す。上限は "
             "listen() の backlog と somaxconn の小さい方で、判定が「より大きい」なので一つ多く入"
             "る。",
         .worry =
             "満杯だと、カーネルは SYN と最後の ACK を捨てる(原因 accept_queue_full_*)。満杯でなく"
             "ても長ければ、各接続は「長さ ÷ accept() の速さ」だけ待ち、クライアントには遅延に見え"
             "る。",
         .next =
             "bpfnetstat listeners(QUEUE、PEAK、LIMIT)、bpfnetstat netstat -L、ss -lnt で見る。常"
             "に満杯ならプログラムの accept を速くする。キューを長くして助かるのはバーストだけであ"
             "る。",
     }},
    {"concept.syn-queue",
     {
         .meaning =
             "The requests of a listener whose handshake is not complete: a SYN has come, a "
             "SYN-ACK has gone. There is no queue in memory but a count (reqsk_queue_len) of "
             "entries in the table of connections; netstat shows them as SYN_RECV.",
         .raised =
             "tcp_conn_request() adds; the final ACK, a RST, a timeout after tcp_synack_retries, "
             "or an ICMP error removes. Its limit is the listener's backlog clamped by somaxconn, "
             "the same number as the accept queue's; tcp_max_syn_backlog counts only where "
             "cookies are off.",
         .worry =
             "Full, the kernel sends cookies (tcp_syncookies=1) or drops (cause.syn_queue_full). "
             "Each request stays for a round trip, so that many distant clients need room without "
             "any attack.",
         .next = "bpfnetstat netstat -L (incqlen), ss -ant state syn-recv | wc -l, nstat -az "
                 "TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop. A longer backlog; see "
                 "concept.syn-cookies.",
     },
     {
         .meaning =
             "リスナーへの要求のうち、ハンドシェイクが未完了のもの。SYN が来て SYN-ACK を返した段"
             "階である。実体は列ではなく、接続の表にある項目の数(reqsk_queue_len)で、netstat では "
             "SYN_RECV と表示される。",
         .raised =
             "tcp_conn_request() が加え、最後の ACK、RST、tcp_synack_retries 後の時間切れ、ICMP エ"
             "ラーで消える。上限は somaxconn で切り詰めた backlog で、accept キューと同じ値であ"
             "る。tcp_max_syn_backlog が効くのは cookie が無効なときだけである。",
         .worry =
             "満杯だと、カーネルは cookie を送る(tcp_syncookies=1)か、捨てる"
             "(cause.syn_queue_full)。要求は 1 往復の間残るので、遠いクライアントが多ければ攻撃で"
             "なくても場所が要る。",
         .next = "bpfnetstat netstat -L の incqlen、ss -ant state syn-recv | wc -l、nstat -az "
                 "TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop で見る。backlog を長くする。"
                 "concept.syn-cookies を参照。",
     }},
    {"concept.backlog",
     {
         .meaning =
             "The second argument of listen(2): how long the program wants the accept queue to "
             "be. The kernel cuts it to net.core.somaxconn without a word, and the SYN queue has "
             "the same limit.",
         .raised =
             "__inet_listen_sk() or inet_listen() sets sk_max_ack_backlog, also when listen() is "
             "called again on a socket that listens already: the only way to change it without "
             "closing.",
         .worry =
             "Defaults of programs are often small: 50 (Java), 511 (nginx, Redis), 128 (many "
             "others); Go and programs that ask for the maximum take somaxconn. It bridges bursts "
             "and pauses: rate of arrivals times the longest pause of the program is what it must "
             "hold.",
         .next = "ss -lnt shows it as Send-Q, bpfnetstat listeners as LIMIT. Set it in the program "
                 "(listen ... backlog=N of nginx, tcp-backlog of Redis, ListenBacklog of Apache), "
                 "then somaxconn, then restart.",
     },
     {
         .meaning =
             "listen(2) の第 2 引数。プログラムが望む accept キューの長さである。カーネルは黙って "
             "net.core.somaxconn に切り詰める。SYN キューの上限も同じ値になる。",
         .raised =
             "inet_listen() または __inet_listen_sk() が sk_max_ack_backlog を設定する。待ち受け中"
             "のソケットに再び listen() を呼んだときもそうで、閉じずに変える唯一の方法である。",
         .worry =
             "プログラムの既定値は小さいことが多い。Java は 50、nginx と Redis は 511、その他多く"
             "は 128 で、Go や最大値を求めるものは somaxconn になる。バーストと停止の間をつなぐも"
             "ので、「到着の速さ × プログラムの最長の停止時間」だけ要る。",
         .next =
             "ss -lnt の Send-Q、bpfnetstat listeners の LIMIT に出る。プログラムで設定し(nginx "
             "の listen ... backlog=N、Redis の tcp-backlog、Apache の ListenBacklog)、次に "
             "somaxconn を上げ、起動し直す。",
     }},
    {"concept.somaxconn",
     {
         .meaning =
             "net.core.somaxconn: the largest backlog that listen(2) gives, 4096 since kernel "
             "5.4, 128 before. It belongs to the network namespace.",
         .raised = "Read when listen() is called: a change touches no socket that listens already.",
         .worry = "A program that asks for more gets this much and is not told. Containers have a "
                  "value of their own, which the host's sysctl does not change.",
         .next =
             "sysctl net.core.somaxconn in the namespace (nsenter -t PID -n); docker run --sysctl "
             "net.core.somaxconn=N, in Kubernetes securityContext.sysctls. Restart the listener "
             "afterwards.",
     },
     {
         .meaning =
             "net.core.somaxconn。listen(2) が与える backlog の最大値で、カーネル 5.4 以降は "
             "4096、それより前は 128。ネットワーク名前空間ごとの値である。",
         .raised =
             "listen() の時点で読まれる。変更しても、すでに待ち受けているソケットには効かない。",
         .worry =
             "より大きな値を求めたプログラムも、知らされずにこの値になる。コンテナは固有の値を持"
             "ち、ホストの sysctl では変わらない。",
         .next =
             "その名前空間で sysctl net.core.somaxconn を見る(nsenter -t PID -n)。docker run "
             "--sysctl net.core.somaxconn=N、Kubernetes では securityContext.sysctls で設定し、リ"
             "スナーを起動し直す。",
     }},
    {"concept.tcp_max_syn_backlog",
     {
         .meaning =
             "net.ipv4.tcp_max_syn_backlog: in spite of its name not the limit of a listener's "
             "SYN queue, which is the backlog. It counts only with tcp_syncookies=0: then its "
             "last quarter is kept for clients that the kernel knows.",
         .raised =
             "tcp_conn_request(); see cause.syn_backlog_reserved. The default grows with memory, "
             "128 at least. It belongs to the network namespace.",
         .worry = "Raising it does nothing while SYN cookies are on, which is the default.",
         .next = "Raise the program's backlog and somaxconn instead.",
     },
     {
         .meaning =
             "net.ipv4.tcp_max_syn_backlog。名前に反し、リスナーの SYN キューの上限ではない(それ"
             "は backlog である)。効くのは tcp_syncookies=0 のときだけで、最後の 4 分の 1 がカーネ"
             "ルの知るクライアントのために残される。",
         .raised =
             "tcp_conn_request() による。cause.syn_backlog_reserved を参照。既定値はメモリに応じて"
             "決まり、少なくとも 128 である。ネットワーク名前空間ごとの値である。",
         .worry = "SYN cookie が有効(既定)の間は、上げても何も変わらない。",
         .next = "代わりにプログラムの backlog と somaxconn を上げる。",
     }},
    {"concept.syn-cookies",
     {
         .meaning =
             "A way to answer SYNs without remembering them: what is needed is coded into the "
             "sequence number of the SYN-ACK and comes back with the client's ACK.",
         .raised =
             "With tcp_syncookies=1 (default) only while the SYN queue is full "
             "(tcp_syn_flood_action, which also logs \"Possible SYN flooding on port\"), with 2 "
             "for every SYN, with 0 never. Counters: SyncookiesSent, SyncookiesRecv, "
             "SyncookiesFailed.",
         .worry =
             "It keeps a server reachable in a flood, but: window scaling and SACK survive only "
             "for clients with timestamps, the SYN-ACK is not repeated, and a full accept queue "
             "drops in spite of it. Cookies without an attack mean that the backlog is too short.",
         .next =
             "nstat -az 'TcpExtSyncookies*'; far more sent than received is a flood. bpfnetstat "
             "netstat -L, bpfnetstat drops for the sources. Raise the backlog if the clients are "
             "real.",
     },
     {
         .meaning = "SYN を記憶せずに応答する方法。必要な情報を SYN-ACK "
                    "のシーケンス番号に符号化し、クライアントの ACK で受け取る。",
         .raised =
             "tcp_syncookies=1(既定)では SYN キューが満杯の間だけ(tcp_syn_flood_action。Possible "
             "SYN flooding on port と記録もする)、2 ではすべての SYN に使い、0 "
             "では使わない。カウンターは SyncookiesSent、SyncookiesRecv、SyncookiesFailed である。",
         .worry = "flood の間もサーバーに到達できるが、ウィンドウスケールと SACK "
                  "はタイムスタンプのあるクライアントでしか使えず、SYN-ACK は再送されず、accept "
                  "キューが満杯ならやはり破棄される。攻撃でもないのに送られるなら backlog が短い。",
         .next =
             "nstat -az 'TcpExtSyncookies*' で、送信が受信よりはるかに多ければ flood である。"
             "bpfnetstat netstat -L と、bpfnetstat drops の送信元を見る。本物のクライアントなら "
             "backlog を上げる。",
     }},
    {"concept.SO_REUSEPORT",
     {
         .meaning =
             "Several listeners on one address and port, each with its own two queues. The kernel "
             "picks one for each connection by a hash of addresses and ports, or by a BPF program.",
         .raised =
             "reuseport_select_sock(), when the SYN comes; with a SYN cookie again when the ACK "
             "comes. The choice does not look at queues: a worker that hangs gets its share all "
             "the same.",
         .worry =
             "One stuck worker of n loses one n-th of all connections while the others idle. When "
             "a member closes, what waits in its queue is reset, unless net.ipv4.tcp_migrate_req "
             "is 1 (5.14 and later).",
         .next =
             "bpfnetstat listeners and drops show each member by its socket (sk:); bpfnetstat "
             "netstat -L shows uneven queues. Find the worker by its PID and see why it does not "
             "accept; close listeners gracefully in restarts.",
     },
     {
         .meaning =
             "一つのアドレスとポートを複数のリスナーが共有し、それぞれが自分の二つのキューを持つ。"
             "カーネルは接続ごとに、アドレスとポートのハッシュか BPF プログラムで一つを選ぶ。",
         .raised =
             "SYN の到着時に(SYN cookie では ACK の到着時にも)reuseport_select_sock() が選ぶ。キュ"
             "ーは見ないので、固まったワーカーにも同じ割合が割り当てられる。",
         .worry =
             "n 個のうち一つが固まると、他が空いていても全接続の n 分の 1 が失われる。メンバーが閉"
             "じると、待っていた接続はリセットされる。net.ipv4.tcp_migrate_req=1(5.14 以降)なら引"
             "き継がれる。",
         .next =
             "bpfnetstat listeners と drops がソケット(sk:)ごとに示す。bpfnetstat netstat -L で偏"
             "りを見る。PID からワーカーを特定し、accept しない理由を調べる。再起動ではリスナーを"
             "穏やかに閉じる。",
     }},
    {"concept.TIME_WAIT-reuse",
     {
         .meaning =
             "How an address pair in TIME_WAIT is used again before its 60 seconds are over.",
         .raised =
             "A server lets in a SYN whose sequence number or timestamp is later "
             "(tcp_timewait_state_process). A client takes such a pair for a new connect() if "
             "net.ipv4.tcp_tw_reuse allows it (tcp_twsk_unique) and both ends use timestamps, "
             "after one second: 0 never, 1 always, 2 on loopback only (default since 4.19). "
             "bind() with SO_REUSEADDR lets a server listen in spite of TIME_WAIT.",
         .worry =
             "Safe with timestamps. tcp_tw_recycle, which many guides name, broke clients behind "
             "NAT and is gone since 4.12.",
         .next =
             "Count per peer: ss -tan state time-wait dst PEER | wc -l against "
             "net.ipv4.ip_local_port_range. Counters: TcpExtTWRecycled, TcpExtTCPTimeWaitOverflow "
             "(limit net.ipv4.tcp_max_tw_buckets).",
     },
     {
         .meaning = "TIME_WAIT にあるアドレスの組を、60 秒を待たずに再び使う仕組み。",
         .raised =
             "サーバーは、シーケンス番号かタイムスタンプが進んだ SYN "
             "を受け入れる(tcp_timewait_state_process)。クライアントは、net.ipv4.tcp_tw_reuse "
             "が許し(tcp_twsk_unique)双方がタイムスタンプを使えば、1 秒後から新しい connect() "
             "に使う。0 は不可、1 は常に、2 はループバックのみ(4.19 以降の既定)。SO_REUSEADDR "
             "付きの bind() なら、サーバーは TIME_WAIT があっても待ち受けられる。",
         .worry =
             "タイムスタンプがあれば安全である。多くの手引きにある tcp_tw_recycle は NAT の背後の"
             "クライアントを壊すもので、4.12 で廃止された。",
         .next = "相手ごとに ss -tan state time-wait dst PEER | wc -l を "
                 "net.ipv4.ip_local_port_range と比べる。カウンターは TcpExtTWRecycled と "
                 "TcpExtTCPTimeWaitOverflow(上限は net.ipv4.tcp_max_tw_buckets)である。",
     }},
    {"concept.abort_on_overflow",
     {
         .meaning =
             "net.ipv4.tcp_abort_on_overflow: whether a final ACK that meets a full accept queue "
             "is answered with a RST (1) or ignored (0, default).",
         .raised = "tcp_check_req(). SYNs that meet a full queue are dropped silently either way.",
         .worry =
             "With 1 clients fail at once with \"connection reset\" instead of a delay; with 0 a "
             "burst that is over in time costs nobody a connection. The drop is counted in both "
             "cases.",
         .next =
             "Leave it at 0 unless clients fail over quickly to another server. Cure the queue: "
             "concept.accept-queue.",
     },
     {
         .meaning =
             "net.ipv4.tcp_abort_on_overflow。最後の ACK が満杯の accept キューに当たったとき、"
             "RST を返す(1)か、無視する(0、既定)か。",
         .raised =
             "tcp_check_req() による。満杯のキューに当たった SYN は、いずれにせよ黙って捨てられ"
             "る。",
         .worry =
             "1 ではクライアントが遅れる代わりにただちに connection reset で失敗する。0 なら、すぐ"
             "終わるバーストで接続は失われない。どちらでも破棄は数えられる。",
         .next = "クライアントが速やかに別のサーバーへ切り替わるのでなければ 0 "
                 "のままにする。直すべきはキューである。concept.accept-queue を参照。",
     }},
    {"concept.orphan",
     {
         .meaning =
             "A TCP socket that no program holds any more but that the kernel still has to "
             "finish: data or a FIN waits to be acknowledged (FIN_WAIT1, LAST_ACK, CLOSING, and "
             "FIN_WAIT2 for a while).",
         .raised =
             "close() or the end of the process (tcp_close, tcp_orphan_count). It ends with the "
             "peer's answer, after tcp_orphan_retries, or with a RST when there are more than "
             "tcp_max_orphans or memory is short.",
         .worry =
             "Each holds its send buffer in kernel memory. Thousands are peers that vanished or "
             "do not read; \"too many orphaned sockets\" in dmesg and a growing "
             "TcpExtTCPAbortOnMemory mean that data was thrown away.",
         .next = "/proc/net/sockstat (orphan) against net.ipv4.tcp_max_orphans; netstat -antoe for "
                 "rows with inode 0. Lower tcp_orphan_retries, or have programs shut down and wait "
                 "for the peer before close().",
     },
     {
         .meaning =
             "もうどのプログラムも持たないが、カーネルがまだ終わらせなければならない TCP ソケッ"
             "ト。データか FIN が確認応答を待っている(FIN_WAIT1、LAST_ACK、CLOSING、しばらくの "
             "FIN_WAIT2)。",
         .raised =
             "close() かプロセスの終了で生じる(tcp_close、tcp_orphan_count)。相手の応答、"
             "tcp_orphan_retries、または tcp_max_orphans の超過やメモリ不足による RST で終わる。",
         .worry =
             "それぞれがカーネルメモリに送信バッファを抱える。数千あれば、相手が消えたか読んでいな"
             "い。dmesg の too many orphaned sockets や TcpExtTCPAbortOnMemory の増加は、データが"
             "捨てられたことを意味する。",
         .next =
             "/proc/net/sockstat の orphan を net.ipv4.tcp_max_orphans と比べる。netstat -antoe "
             "で inode 0 の行を見る。tcp_orphan_retries を下げるか、プログラムに shutdown して相手"
             "を待ってから close() させる。",
     }},
    {"concept.retransmission",
     {
         .meaning =
             "Sending a segment again because no acknowledgement came: by fast retransmit when "
             "later data is acknowledged (SACK, RACK), by a tail loss probe, or by the timer "
             "(RTO) when nothing comes at all.",
         .raised = "The timer starts at 1 s for a new connection, then follows the measured "
                   "round-trip time (200 ms at least, by default), and doubles at each failure "
                   "(SYNs: not before tcp_syn_linear_timeouts repetitions, from 6.5 on). Limits: "
                   "tcp_syn_retries, tcp_synack_retries, tcp_retries2 (15), tcp_orphan_retries.",
         .worry = "Below one in a thousand segments is usual in a data centre, a few per cent on "
                  "mobile paths. Timeouts hurt most, for they stop the flow. A whole number of "
                  "seconds to connect (1, 2, 3 ...; before 6.5: 1, 3, 7) is lost SYNs: look at the "
                  "server's queue first.",
         .next =
             "nstat: TcpRetransSegs against TcpOutSegs, TcpExtTCPTimeouts, TcpExtTCPSynRetrans, "
             "TcpExtTCPLossProbes. ss -ti for single connections, bpfnetstat trace for "
             "retransmits at the close, bpfnetstat drops on the server, ip -s link for losses of "
             "the interface.",
     },
     {
         .meaning =
             "確認応答が来ないためにセグメントを再び送ること。後のデータが確認応答されたとき"
             "(SACK、RACK)の高速再送、末尾損失の探査、何も来ないときのタイマー(RTO)による再送があ"
             "る。",
         .raised =
             "タイマーは新しい接続では 1 秒で始まり、その後は実測の往復時間に従い(既定で最小 200 "
             "ms)、失敗のたびに倍になる(SYN は 6.5 以降、tcp_syn_linear_timeouts "
             "回までは倍にならない)。上限は "
             "tcp_syn_retries、tcp_synack_retries、tcp_retries2(15)、tcp_orphan_retries である。",
         .worry = "データセンターでは千分の一未満、モバイル経路では数パーセントが普通である。流れを"
                  "止めるタイムアウトが最も痛い。接続にちょうど 1、2、3 秒など(6.5 より前は "
                  "1、3、7 秒)かかるなら SYN の損失で、まずサーバーのキューを見る。",
         .next = "nstat の TcpRetransSegs を TcpOutSegs "
                 "と比べ、TcpExtTCPTimeouts、TcpExtTCPSynRetrans、TcpExtTCPLossProbes "
                 "を見る。個々の接続は ss -ti、終了時の再送数は bpfnetstat trace、サーバーの破棄は "
                 "bpfnetstat drops、インターフェースの損失は ip -s link で見る。",
     }},
    {"concept.keepalive",
     {
         .meaning =
             "Empty segments that ask an idle peer whether it is still there. Off unless the "
             "program sets SO_KEEPALIVE. HTTP's keep-alive is another thing: it means to use a "
             "connection again.",
         .raised =
             "tcp_keepalive_timer(): first after tcp_keepalive_time (7200 s), then every "
             "tcp_keepalive_intvl (75 s), and ETIMEDOUT after tcp_keepalive_probes (9) without an "
             "answer; TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT set it for one socket.",
         .worry = "Without it a connection to a host that died stays ESTABLISHED forever. With the "
                  "defaults it takes over two hours, and firewalls forget idle connections much "
                  "sooner. While data is unacknowledged the retransmission timer counts, not "
                  "keep-alive.",
         .next = "netstat -anto: keepalive or off. Set the intervals below the idle timeout of the "
                 "firewall, NAT or load balancer on the way. TcpExtTCPKeepAlive counts probes; "
                 "TCP_USER_TIMEOUT bounds both.",
     },
     {
         .meaning =
             "無通信の相手がまだいるかを尋ねる空のセグメント。プログラムが SO_KEEPALIVE を設定しな"
             "ければ送られない。HTTP の keep-alive は別物で、接続を使い回すことを意味する。",
         .raised =
             "tcp_keepalive_timer() による。最初は tcp_keepalive_time(7200 秒)後、以後 "
             "tcp_keepalive_intvl(75 秒)ごとに送り、tcp_keepalive_probes(9)回応答がなければ "
             "ETIMEDOUT とする。TCP_KEEPIDLE、TCP_KEEPINTVL、TCP_KEEPCNT でソケットごとに設定でき"
             "る。",
         .worry =
             "なければ、落ちたホストへの接続は永久に ESTABLISHED のままである。既定値では 2 時間以"
             "上かかるが、ファイアウォールは無通信の接続をはるかに早く忘れる。未確認のデータがある"
             "間は、keep-alive ではなく再送タイマーが働く。",
         .next =
             "netstat -anto で keepalive か off かを見る。間隔を、経路上のファイアウォール、NAT、"
             "ロードバランサの無通信タイムアウトより短くする。TcpExtTCPKeepAlive が探査を数える。"
             "TCP_USER_TIMEOUT は両方に上限を与える。",
     }},
    {"concept.netns",
     {
         .meaning =
             "Network namespace: a network stack of its own, with interfaces, routes, sockets, "
             "counters and most of the net sysctls. Each container usually has one.",
         .raised =
             "unshare(CLONE_NEWNET), clone() or a container engine makes it; it lives as long as "
             "a process, a socket or a mount (ip netns) holds it.",
         .worry =
             "netstat and nstat on the host show the host's namespace only: a container's "
             "overflows are not in them. sysctls such as somaxconn and tcp_max_syn_backlog are "
             "per namespace and begin with defaults of their own.",
         .next =
             "lsns -t net lists them; nsenter -t PID -n COMMAND runs one inside; bpfnetstat "
             "drops, trace and listeners see all at once, and bpfnetstat netstat --netns NAME|PID "
             "one of them.",
     },
     {
         .meaning =
             "ネットワーク名前空間。固有のインターフェース、経路、ソケット、カウンター、多くの net "
             "の sysctl を持つ独立したネットワークスタックである。通常はコンテナごとに一つある。",
         .raised =
             "unshare(CLONE_NEWNET)、clone()、コンテナエンジンが作り、プロセス、ソケット、マウント"
             "(ip netns)が持つ間存続する。",
         .worry = "ホストの netstat や nstat "
                  "はホストの名前空間しか示さず、コンテナの溢れは含まない。somaxconn や "
                  "tcp_max_syn_backlog などの sysctl も名前空間ごとで、固有の既定値から始まる。",
         .next =
             "lsns -t net で一覧し、nsenter -t PID -n COMMAND で中で実行する。bpfnetstat の "
             "drops、trace、listeners はすべてを一度に見る。bpfnetstat netstat --netns NAME|PID は"
             "その一つを見る。",
     }},
    // What doctor prints: verdict and problems.
    {"doctor.can-run",
     {
         .meaning = "doctor's first line: drops can do its work on this kernel and with these "
                    "privileges. It names the mechanism.",
         .raised = "The programs were loaded and attached for a moment.",
         .worry = "Lines below \"limits:\" say what the reports will lack.",
         .next = "bpfnetstat drops.",
     },
     {
         .meaning = "doctor の最初の行。このカーネルとこの権限で drops が動く。方式も示す。",
         .raised = "プログラムを実際にロードし、一瞬だけ取り付けて確かめた。",
         .worry = "下に limits: の行があれば、報告に欠けるものがわかる。",
         .next = "bpfnetstat drops を実行する。",
     }},
    {"doctor.cannot-run",
     {
         .meaning = "doctor's first line: drops cannot work here; so many problems prevent it.",
         .raised = "A hook has no mechanism, or the kernel refused to load or attach the programs.",
         .worry = "Everything that needs BPF fails; the views of netstat work.",
         .next =
             "The lines that begin with \"prevents:\", each with a remedy behind the arrow. Exit "
             "code 3.",
     },
     {
         .meaning = "doctor の最初の行。drops はここでは動かない。妨げる問題の数も示す。",
         .raised = "フックに方式がないか、カーネルがプログラムのロードや取り付けを拒んだ。",
         .worry = "BPF を要するものはすべて失敗する。netstat の各表示は動く。",
         .next = "prevents: で始まる行を見る。矢印の後に対処がある。終了コードは 3 である。",
     }},
    {"doctor.required-capabilities",
     {
         .meaning = "\"not held: ...\" of the capabilities that loading needs: CAP_BPF, "
                    "CAP_PERFMON, and CAP_SYSLOG for the kernel's addresses.",
         .raised = "The effective capabilities in /proc/self/status.",
         .worry = "Prevents; CAP_SYSLOG only where addresses are needed, see doctor.CAP_SYSLOG. In "
                  "a container root often lacks them.",
         .next =
             "Run as root; docker run --cap-add BPF --cap-add PERFMON --cap-add SYSLOG; in a unit "
             "AmbientCapabilities=.",
     },
     {
         .meaning = "「not held: ...」のうち、ロードに要る CAP_BPF、CAP_PERFMON "
                    "と、カーネルのアドレスに要る CAP_SYSLOG についてのもの。",
         .raised = "/proc/self/status の実効ケーパビリティによる。",
         .worry = "動作を妨げる。CAP_SYSLOG はアドレスが要る場合だけである(doctor.CAP_SYSLOG "
                  "を参照)。コンテナの root にはないことが多い。",
         .next =
             "root で実行する。docker run --cap-add BPF --cap-add PERFMON --cap-add SYSLOG、ユニッ"
             "トなら AmbientCapabilities= を使う。",
     }},
    {"doctor.useful-capabilities",
     {
         .meaning =
             "\"not held: ... (for ...)\" of capabilities without which the reports are poorer.",
         .raised = "The effective capabilities in /proc/self/status.",
         .worry =
             "Limits. Processes of other users, cgroup paths or other network namespaces may be "
             "missing from the reports.",
         .next =
             "Run as root, or add those that are named; see doctor.CAP_SYS_PTRACE and the others.",
     },
     {
         .meaning = "「not held: ... (for ...)」のうち、ないと報告が乏しくなる権限についてのもの。",
         .raised = "/proc/self/status の実効ケーパビリティによる。",
         .worry = "制限となる。他ユーザーのプロセス、cgroup "
                  "のパス、他のネットワーク名前空間が報告から欠けることがある。",
         .next = "root で実行するか、挙げられた権限を加える。doctor.CAP_SYS_PTRACE などを参照。",
     }},
    {"doctor.user-namespace",
     {
         .meaning = "Whether this process runs in the initial user namespace. In another one, "
                    "capabilities do not count for BPF.",
         .raised = "bpf(2) asks for the capabilities in the initial user namespace.",
         .worry = "Prevents: a rootless container is root in its own eyes only.",
         .next =
             "Run it as root of the host, or in a container without a user namespace (podman: as "
             "root).",
     },
     {
         .meaning = "このプロセスが初期ユーザー名前空間で動いているか。それ以外では、ケーパビリティ"
                    "は BPF に対して効かない。",
         .raised = "bpf(2) は初期ユーザー名前空間でのケーパビリティを求める。",
         .worry = "動作を妨げる。rootless コンテナの root は、その中だけの root である。",
         .next = "ホストの root か、ユーザー名前空間のないコンテナ(podman なら root)で実行する。",
     }},
    {"doctor.btf",
     {
         .meaning =
             "Whether the kernel describes its own types (/sys/kernel/btf/vmlinux). bpfnetstat "
             "fits its programs to the kernel by it.",
         .raised = "CONFIG_DEBUG_INFO_BTF=y, as in distributions' kernels since about 2021.",
         .worry = "Prevents, and nothing more can be asked of the kernel.",
         .next =
             "ls -l /sys/kernel/btf/vmlinux; in a container mount /sys. Else boot a kernel that "
             "has it.",
     },
     {
         .meaning =
             "カーネルが自身の型を記述しているか(/sys/kernel/btf/vmlinux)。bpfnetstat はこれでプロ"
             "グラムをカーネルに合わせる。",
         .raised = "CONFIG_DEBUG_INFO_BTF=y による。およそ 2021 年以降の配布版カーネルにはある。",
         .worry = "なければ動作を妨げ、それ以上カーネルに尋ねることもできない。",
         .next =
             "ls -l /sys/kernel/btf/vmlinux で確かめる。コンテナなら /sys をマウントする。なけれ"
             "ば BTF のあるカーネルで起動する。",
     }},
    {"doctor.kptr-restrict",
     {
         .meaning = "The sysctl kernel.kptr_restrict. At 2 the kernel hides its addresses from "
                    "everybody, root included.",
         .raised = "Set by hardening guides.",
         .worry = "2 prevents the mechanisms that need addresses; 0 and 1 do not.",
         .next = "sysctl -w kernel.kptr_restrict=1 shows them to those with CAP_SYSLOG; look in "
                 "/etc/sysctl.d.",
     },
     {
         .meaning = "sysctl kernel.kptr_restrict。2 ではカーネルが root にもアドレスを隠す。",
         .raised = "セキュリティ強化の手引きなどで設定される。",
         .worry = "2 はアドレスの要る方式を妨げる。0 と 1 は妨げない。",
         .next =
             "sysctl -w kernel.kptr_restrict=1 なら CAP_SYSLOG を持つ者に見える。/etc/sysctl.d を"
             "見る。",
     }},
    {"doctor.kallsyms",
     {
         .meaning =
             "Whether /proc/kallsyms shows addresses (\"addresses in kallsyms\"). kprobes and the "
             "tracepoint mechanism need them.",
         .raised =
             "kptr_restrict below 2 and CAP_SYSLOG, in whose place kptr_restrict 0 with "
             "perf_event_paranoid at most 1 will do; on a kernel built with CONFIG_KALLSYMS=y.",
         .worry = "Without them only fentry is left.",
         .next = "head -1 /proc/kallsyms as the same user: zeros mean hidden. Look at CAP_SYSLOG, "
                 "kptr_restrict, and at what a container puts over /proc/kallsyms.",
     },
     {
         .meaning =
             "/proc/kallsyms がアドレスを見せるか(addresses in kallsyms)。kprobe とトレースポイン"
             "トの方式に要る。",
         .raised = "2 未満の kptr_restrict と CAP_SYSLOG(kptr_restrict が 0 で perf_event_paranoid "
                   "が 1 以下なら不要)、CONFIG_KALLSYMS=y のカーネルが要る。",
         .worry = "なければ fentry しか残らない。",
         .next = "同じユーザーで head -1 /proc/kallsyms を実行し、0 "
                 "ばかりなら隠されている。CAP_SYSLOG、kptr_restrict、コンテナが /proc/kallsyms "
                 "に被せたものを見る。",
     }},
    {"doctor.no-mechanism",
     {
         .meaning =
             "\"no mechanism for the X hook\": none of fentry, kprobe and tracepoint can serve "
             "this hook; the reasons follow in brackets.",
         .raised = "The plan that is made from the kernel's facts, or a --probe that was forced.",
         .worry = "Prevents, for the hook is necessary.",
         .next = "Leave out --probe; else see the reasons (doctor.reason.*), and boot a kernel in "
                 "which one of them does not hold.",
     },
     {
         .meaning =
             "「no mechanism for the X hook」。fentry、kprobe、トレースポイントのどれもこのフック"
             "に使えない。理由は括弧内にある。",
         .raised = "カーネルの事実から作った計画、または強制した --probe による。",
         .worry = "必要なフックなので動作を妨げる。",
         .next =
             "--probe を外す。それでもだめなら理由(doctor.reason.*)を見て、当てはまらないカーネル"
             "で起動する。",
     }},
    {"doctor.lockdown",
     {
         .meaning = "The kernel's lockdown: none, integrity or confidentiality.",
         .raised =
             "Secure Boot or lockdown= on the kernel's command line. confidentiality forbids BPF "
             "programs to read kernel memory.",
         .worry = "confidentiality prevents; integrity does not.",
         .next = "cat /sys/kernel/security/lockdown; boot with lockdown=integrity or none.",
     },
     {
         .meaning = "カーネルの lockdown。none、integrity、confidentiality のいずれか。",
         .raised =
             "Secure Boot か、カーネル引数 lockdown= による。confidentiality は BPF プログラムによ"
             "るカーネルメモリの読み取りを禁じる。",
         .worry = "confidentiality は動作を妨げる。integrity は妨げない。",
         .next =
             "cat /sys/kernel/security/lockdown で見る。lockdown=integrity か none で起動する。",
     }},
    {"doctor.seccomp",
     {
         .meaning = "Whether a seccomp filter is in force for this process (\"seccomp filter\").",
         .raised =
             "Container engines and units filter system calls; bpf(2) and perf_event_open(2) are "
             "often refused.",
         .worry = "Named as a problem only where loading was refused with \"not permitted\".",
         .next =
             "Run outside the container or service; or docker --security-opt seccomp=PROFILE that "
             "allows both calls or SystemCallFilter= of the unit.",
     },
     {
         .meaning = "このプロセスに seccomp フィルターが掛かっているか(seccomp filter)。",
         .raised =
             "コンテナエンジンやユニットがシステムコールを絞る。bpf(2) と perf_event_open(2) はよ"
             "く拒まれる。",
         .worry = "ロードが権限不足で拒まれたときだけ問題として挙げる。",
         .next = "コンテナやサービスの外で実行する。または両方を許す docker --security-opt "
                 "seccomp=PROFILE や、ユニットの SystemCallFilter= を使う。",
     }},
    {"doctor.load-failure",
     {
         .meaning =
             "The kernel did not load or attach the programs, and no other problem explains it: "
             "its own words are shown (\"cannot load the BPF programs\", \"cannot attach ...\", "
             "\"cannot open the ... iterator\", \"cannot learn the per-CPU offset\", \"N possible "
             "CPUs are more than the 512 supported\").",
         .raised = "The self-test, which does what drops does.",
         .worry = "Prevents.",
         .next =
             "Run doctor -v for libbpf's and the verifier's words. ENOMEM: a smaller --ring-kib, "
             "or the limit of locked memory before 5.11. Report the rest with that output.",
     },
     {
         .meaning =
             "カーネルがプログラムのロードか取り付けを拒み、他の問題では説明できない。カーネルの言"
             "葉をそのまま示す(cannot load the BPF programs、cannot attach ...、cannot open the "
             "... iterator、cannot learn the per-CPU offset、N possible CPUs are more than the "
             "512 supported)。",
         .raised = "drops と同じことをする自己診断による。",
         .worry = "動作を妨げる。",
         .next = "doctor -v で libbpf と検証器の言葉を見る。ENOMEM なら --ring-kib を小さくするか、"
                 "5.11 より前ではロック可能メモリの上限を上げる。それ以外は出力とともに報告する。",
     }},
    {"doctor.no-syns",
     {
         .meaning =
             "\"no SYNs could be sent to ourselves\": the short exercise in a network namespace "
             "of its own did not work.",
         .raised =
             "It needs CAP_SYS_ADMIN (unshare) and CAP_NET_ADMIN (to raise lo). The messages are "
             "\"cannot make a network namespace\", \"cannot bring up a loopback\", \"cannot "
             "listen\" or \"cannot connect for the calibration\".",
         .worry = "Harmless: the first SYNs of others teach the same.",
         .next =
             "Nothing; or grant both capabilities. user.max_net_namespaces of 0 is another reason.",
     },
     {
         .meaning =
             "「no SYNs could be sent to ourselves」。専用のネットワーク名前空間での短い試行ができ"
             "なかった。",
         .raised =
             "CAP_SYS_ADMIN(unshare)と CAP_NET_ADMIN(lo の有効化)が要る。文言は cannot make a "
             "network namespace、cannot bring up a loopback、cannot listen、cannot connect for "
             "the calibration である。",
         .worry = "無害である。他者の最初の SYN で同じことが学べる。",
         .next =
             "何もしなくてよい。気になるなら両権限を与える。user.max_net_namespaces が 0 のことも"
             "ある。",
     }},
    {"doctor.unnamed-listener",
     {
         .meaning =
             "\"the kernel's stack does not tell which listener an IPv4 (or IPv6) SYN is for\"; "
             "in SELF-TEST \"listener named by stack\". With tracepoints the listener is found on "
             "the kernel's stack; here its place could not be learnt.",
         .raised = "The compiler of this kernel keeps the socket elsewhere on the path from "
                   "tcp_v4_rcv() to tcp_rcv_state_process().",
         .worry =
             "Listeners are looked up by address, which cannot tell the sockets of a SO_REUSEPORT "
             "group apart: their drops stay unattributed. With fentry and kprobe it does not "
             "matter.",
         .next = "Report it with doctor's output: every kernel tried so far does tell.",
     },
     {
         .meaning =
             "「the kernel's stack does not tell which listener ...」。SELF-TEST では listener "
             "named by stack。トレースポイント方式ではカーネルのスタックからリスナーを知るが、その"
             "場所を学べなかった。",
         .raised =
             "このカーネルのコンパイラが、tcp_v4_rcv() から tcp_rcv_state_process() への経路でソケ"
             "ットを別の場所に置いている。",
         .worry =
             "アドレスで探すので、SO_REUSEPORT の組のソケットを区別できず、その破棄は割り当てられ"
             "ないまま残る。fentry と kprobe では関係ない。",
         .next = "doctor の出力とともに報告する。これまで試したカーネルではすべて学べている。",
     }},
    {"doctor.pid-namespace",
     {
         .meaning =
             "Whether this process runs in the initial pid namespace. In another one the kernel's "
             "process ids mean nothing to it.",
         .raised =
             "BPF programs see the ids of the initial namespace, /proc of the container those of "
             "its own.",
         .worry =
             "Limits: processes are not named, or wrongly. Network namespaces that nobody of the "
             "pid namespace is in cannot be listed: verify cannot look at their connections.",
         .next = "docker run --pid=host; Kubernetes: hostPID: true.",
     },
     {
         .meaning =
             "このプロセスが初期 pid 名前空間で動いているか。それ以外では、カーネルのプロセス番号"
             "は意味を持たない。",
         .raised = "BPF プログラムは初期名前空間の番号を、コンテナの /proc はその中の番号を見る。",
         .worry = "制限となる。プロセスの名前が出ないか、誤る。この pid 名前空間のプロセスがいない"
                  "ネットワーク名前空間は列挙できず、verify はそこの接続を照合できない。",
         .next = "docker run --pid=host、Kubernetes では hostPID: true とする。",
     }},
    {"doctor.preempt-rt",
     {
         .meaning =
             "Whether the kernel is PREEMPT_RT. The attribution rests on a packet being handled "
             "on one CPU without interruption, which has not been checked there.",
         .raised = "The word PREEMPT_RT in uname -v.",
         .worry = "Limits: figures may be right or not.",
         .next = "Trust them where the closing reconciliation says exact.",
     },
     {
         .meaning =
             "カーネルが PREEMPT_RT か。割り当ては、パケットが一つの CPU で割り込まれずに処理され"
             "ることに基づくが、PREEMPT_RT では確認していない。",
         .raised = "uname -v の語 PREEMPT_RT による。",
         .worry = "制限となる。数字は正しいかもしれず、そうでないかもしれない。",
         .next = "最後の照合が exact と言う場合だけ信用する。",
     }},
    {"doctor.jit",
     {
         .meaning = "Whether BPF programs are compiled (\"bpf_jit_enable\"). 0 means that they are "
                    "interpreted.",
         .raised =
             "sysctl net.core.bpf_jit_enable; kernels with CONFIG_BPF_JIT_ALWAYS_ON have 1 for "
             "good.",
         .worry = "Limits: each run costs several times as much.",
         .next = "sysctl -w net.core.bpf_jit_enable=1.",
     },
     {
         .meaning =
             "BPF プログラムがコンパイルされるか(bpf_jit_enable)。0 ならインタプリタで動く。",
         .raised =
             "sysctl net.core.bpf_jit_enable による。CONFIG_BPF_JIT_ALWAYS_ON のカーネルでは常に "
             "1 である。",
         .worry = "制限となる。1 回の実行コストが数倍になる。",
         .next = "sysctl -w net.core.bpf_jit_enable=1 とする。",
     }},
    {"doctor.cgroup2",
     {
         .meaning =
             "Where cgroup v2 is mounted. It turns the cgroup id of a socket into a path, and so "
             "into a container.",
         .raised = "/proc/self/mountinfo.",
         .worry = "Not mounted: --cgroup does not work, and cgroups are known for living processes "
                  "only.",
         .next = "mount -t cgroup2 none /sys/fs/cgroup, or any other directory.",
     },
     {
         .meaning =
             "cgroup v2 のマウント場所。ソケットの cgroup id をパスに、したがってコンテナに結び付"
             "ける。",
         .raised = "/proc/self/mountinfo による。",
         .worry =
             "マウントされていなければ --cgroup が使えず、cgroup は生きているプロセスについてしか"
             "わからない。",
         .next = "mount -t cgroup2 none /sys/fs/cgroup、または別のディレクトリにマウントする。",
     }},
    {"doctor.open-files",
     {
         .meaning = "How many files this process may have open (RLIMIT_NOFILE), soft and hard.",
         .raised = "Programs, maps and links take about 80 descriptors.",
         .worry = "Below 256 it may fail half-way.",
         .next = "ulimit -n 256 or more; LimitNOFILE= in a unit.",
     },
     {
         .meaning = "このプロセスが開けるファイル数(RLIMIT_NOFILE)のソフト上限とハード上限。",
         .raised = "プログラム、マップ、リンクでおよそ 80 の記述子を使う。",
         .worry = "256 未満だと途中で失敗することがある。",
         .next = "ulimit -n 256 以上、ユニットでは LimitNOFILE= を設定する。",
     }},
    {"doctor.unread-namespaces",
     {
         .meaning = "How many network namespaces there are, and how many could not be looked into.",
         .raised = "Entering one needs CAP_SYS_ADMIN in the user namespace that owns it.",
         .worry =
             "Listeners that existed there before are not known by address; drops are counted all "
             "the same.",
         .next = "Run as root, in the initial user namespace; lsns -t net lists them.",
     },
     {
         .meaning = "ネットワーク名前空間の数と、調べられなかった数。",
         .raised = "入るには、それを所有するユーザー名前空間での CAP_SYS_ADMIN が要る。",
         .worry = "そこに以前からあるリスナーのアドレスがわからない。破棄はそれでも数えられる。",
         .next = "初期ユーザー名前空間の root で実行する。一覧は lsns -t net で見る。",
     }},
    // What doctor prints: hooks and mechanisms (PROBES).
    {"doctor.hook.state",
     {
         .meaning = "Hook for TCP state transitions: the tracepoint inet_sock_set_state.",
         .raised = "",
         .worry = "Necessary; it is there on every kernel with BTF.",
         .next = "bpfnetstat trace uses it; without it see doctor.no-mechanism.",
     },
     {
         .meaning = "TCP の状態遷移のフック。トレースポイント inet_sock_set_state を使う。",
         .raised = "",
         .worry = "必要である。BTF のあるカーネルにはすべてある。",
         .next = "bpfnetstat trace が使う。なければ doctor.no-mechanism を参照。",
     }},
    {"doctor.hook.syn",
     {
         .meaning = "Hook for SYNs that a listener refuses: the functions *_conn_request, or the "
                    "tracepoint consume_skb.",
         .raised = "",
         .worry = "Necessary. It sees full accept queues and SYN queues.",
         .next = "See doctor.mechanism.fentry and the others for what each adds.",
     },
     {
         .meaning =
             "リスナーが拒む SYN のフック。関数 *_conn_request か、トレースポイント consume_skb を"
             "使う。",
         .raised = "",
         .worry = "必要である。accept キューと SYN キューの溢れを見る。",
         .next = "方式ごとの違いは doctor.mechanism.fentry などを参照。",
     }},
    {"doctor.hook.discard",
     {
         .meaning =
             "Hook for handshakes that fail at their last ACK, cookies included: the functions "
             "*_syn_recv_sock, or the tracepoint kfree_skb.",
         .raised = "",
         .worry = "Necessary.",
         .next = "See doctor.mechanism.fentry and the others.",
     },
     {
         .meaning =
             "最後の ACK で失敗するハンドシェイク(cookie を含む)のフック。関数 *_syn_recv_sock "
             "か、トレースポイント kfree_skb を使う。",
         .raised = "",
         .worry = "必要である。",
         .next = "doctor.mechanism.fentry などを参照。",
     }},
    {"doctor.hook.icmp",
     {
         .meaning = "Hook for requests that an ICMP error ends: the function tcp_req_err.",
         .raised = "",
         .worry =
             "Optional. Without it the cause is given as other, and the client may be that of the "
             "next drop.",
         .next = "Nothing; no tracepoint tells of it.",
     },
     {
         .meaning = "ICMP エラーが終わらせる要求のフック。関数 tcp_req_err を使う。",
         .raised = "",
         .worry =
             "任意である。なければ原因は other になり、クライアントが次の破棄のものになることがあ"
             "る。",
         .next = "対処は不要である。対応するトレースポイントはない。",
     }},
    {"doctor.hook.accept",
     {
         .meaning = "Hook for accept(2): the function inet_csk_accept; with kprobes also "
                    "security_sock_graft.",
         .raised = "",
         .worry = "Optional. Without it \"accepted\" is not known, but to a daemon that has the "
                  "hook queue.",
         .next = "See report.accepted.",
     },
     {
         .meaning =
             "accept(2) のフック。関数 inet_csk_accept を、kprobe では security_sock_graft も使"
             "う。",
         .raised = "",
         .worry = "任意である。なければ、フック queue のあるデーモンのほかでは accepted がわからな"
                  "い。",
         .next = "report.accepted を参照。",
     }},
    {"doctor.hook.listen",
     {
         .meaning = "Hook for listen(2): the function inet_csk_listen_start.",
         .raised = "",
         .worry =
             "Optional. It gives the port of a listener without bind() at once; without it, that "
             "is learnt later.",
         .next = "Nothing.",
     },
     {
         .meaning = "listen(2) のフック。関数 inet_csk_listen_start を使う。",
         .raised = "",
         .worry = "任意である。bind() のないリスナーのポートがただちにわかる。なければ後でわかる。",
         .next = "対処は不要である。",
     }},
    {"doctor.hook.sk_drops",
     {
         .meaning =
             "Hook that explains the listeners' own counter (sk_drops): the tracepoint kfree_skb "
             "with the receiving socket, from kernel 6.11 on.",
         .raised = "",
         .worry = "Optional. Without it other_discards and sk_drops are not shown.",
         .next = "See report.other_discards.",
     },
     {
         .meaning = "リスナー自身のカウンター(sk_drops)"
                    "を説明するフック。受信ソケットを渡すトレースポイント kfree_skb(カーネル 6.11 "
                    "以降)を使う。",
         .raised = "",
         .worry = "任意である。なければ other_discards と sk_drops は表示されない。",
         .next = "report.other_discards を参照。",
     }},
    {"doctor.hook.queue",
     {
         .meaning =
             "Hook of the daemon for accept queues: what comes into them, the longest they were, "
             "and "
             "how long connections waited for accept(2). The functions inet_csk_complete_hashdance "
             "and inet_csk_reqsk_queue_add and "
             "the hook accept; or the tracepoints sk_data_ready (from kernel 6.4 on), those of "
             "accept, accept4 and listen in tracefs (the programs accepted_call and "
             "listened_call), "
             "and io_uring_complete; sys_exit (accepted_tracepoint), which runs "
             "after every system call of the machine, where those of tracefs cannot be had, which "
             "doctor says, or miss "
             "most of what a listener's programs accept, as with 32-bit ones.",
         .raised = "",
         .worry =
             "Optional. Without it PEAK is what was seen at a drop or once a second, and waits are "
             "not known. By tracepoints, connections that the kernel itself accepts, or io_uring "
             "as "
             "direct descriptors, are counted as accepted_unseen and have no wait. So are, on a "
             "preemptible kernel, those whose accept(2) ended on a CPU where another task was "
             "preempted within bpf(2)'s work on a map: there the kernel skips accepted_call.",
         .next = "See bpfnetstat listeners; --json gives the waits in microseconds.",
     },
     {
         .meaning = "デーモンが accept "
                    "キューを見るフック。キューに入った接続、最長のキュー、accept(2) までの"
                    "待ち時間がわかる。関数 inet_csk_complete_hashdance、inet_csk_reqsk_queue_add "
                    "とフック accept "
                    "を使うか、トレースポイン"
                    "ト sk_data_ready(カーネル 6.4 以降)、tracefs にある "
                    "accept、accept4、listen のもの(accepted_call、listened_call)、"
                    "io_uring_complete を使う。tracefs "
                    "のものが使えないか、32 ビットのプログラムのようにそれでは大半が見えない "
                    "リスナーがあれば、すべてのシステムコールの後に走る "
                    "sys_exit(accepted_tracepoint)を使う。使えないときは doctor がそう言う。",
         .raised = "",
         .worry =
             "任意である。なければ PEAK は破棄のときか 1 "
             "秒ごとに見た値になり、待ち時間はわからない。"
             "トレースポイントでは、カーネル自身が受け取った接続と、io_uring が direct "
             "descriptor とし"
             "て受け取った接続は accepted_unseen に数えられ、待ち時間がない。プリエンプト可能な"
             "カーネルで、bpf(2) のマップ操作中に他のタスクがプリエンプトされた CPU で終わった "
             "accept(2) も同じである。そこではカーネルが accepted_call を飛ばす。",
         .next = "bpfnetstat listeners を参照。--json では待ち時間をマイクロ秒で示す。",
     }},
    {"doctor.mechanism.fentry",
     {
         .meaning =
             "Programs at the entry and exit of kernel functions, by BPF trampolines: the best "
             "mechanism. \"fentry\" below KERNEL says whether an empty one could be attached.",
         .raised = "The function hands over the listener, and the steps in between tell the causes "
                   "apart.",
         .worry = "Some kernels refuse single functions (6.1: tcp_v4_syn_recv_sock in its later "
                  "updates) or all.",
         .next = "--probe=fentry forces it.",
     },
     {
         .meaning =
             "カーネル関数の入口と出口に BPF トランポリンで付けるプログラム。最良の方式である。"
             "KERNEL の fentry は、空のプログラムを付けられたかを示す。",
         .raised = "関数がリスナーを渡し、途中の段階で原因を区別できる。",
         .worry =
             "一部の関数(6.1 の後の更新での tcp_v4_syn_recv_sock)、またはすべてを拒むカーネルがあ"
             "る。",
         .next = "--probe=fentry で強制する。",
     }},
    {"doctor.mechanism.kprobe",
     {
         .meaning = "The same programs by kprobes, for kernels or functions that refuse fentry. "
                    "\"kprobes\" below KERNEL says whether the kernel has them.",
         .raised = "CONFIG_KPROBE_EVENTS; a breakpoint or jump in the function.",
         .worry =
             "A little more costly than fentry. accept and listen are hooked from kernel 6.11 on "
             "only.",
         .next = "--probe=kprobe forces it; /sys/kernel/debug/kprobes/enabled must not be 0.",
     },
     {
         .meaning =
             "fentry を拒むカーネルや関数のために、同じプログラムを kprobe で付ける方式。KERNEL "
             "の kprobes は、カーネルにあるかを示す。",
         .raised = "CONFIG_KPROBE_EVENTS が要る。関数内のブレークポイントかジャンプで動く。",
         .worry = "fentry より少しコストが高い。accept と listen は 6.11 以降でだけ付ける。",
         .next = "--probe=kprobe で強制する。/sys/kernel/debug/kprobes/enabled が 0 でないこと。",
     }},
    {"doctor.mechanism.tracepoint",
     {
         .meaning =
             "Tracepoints alone: consume_skb and kfree_skb, beside the kernel's per-CPU counters. "
             "For kernels that refuse the others.",
         .raised =
             "consume_skb passes its location from 6.12 on, kfree_skb the receiving socket from "
             "6.11 on.",
         .worry =
             "Listener and number are as exact; causes without a counter are all \"other\", and "
             "accepted is not known.",
         .next = "--probe=tracepoint forces it.",
     },
     {
         .meaning = "トレースポイントだけを使う方式。consume_skb と kfree_skb を、CPU "
                    "ごとのカーネルカウンターと合わせて使う。他を拒むカーネル向けである。",
         .raised =
             "consume_skb は 6.12 から呼び出し位置を、kfree_skb は 6.11 から受信ソケットを渡す。",
         .worry = "リスナーと数は同じく正確である。カウンターのない原因はすべて other "
                  "となり、accepted はわからない。",
         .next = "--probe=tracepoint で強制する。",
     }},
    {"doctor.mechanism.mixed",
     {
         .meaning = "The hooks syn and discard are served by different mechanisms.",
         .raised = "The best is taken for each hook, and the next one where the kernel refuses.",
         .worry = "Normal: figures are the same.",
         .next =
             "PROBES in doctor shows which serves which, and why not a better one (\"not fentry: "
             "...\").",
     },
     {
         .meaning = "syn と discard のフックが別々の方式で動いている。",
         .raised = "フックごとに最良の方式を取り、カーネルが拒めば次を取る。",
         .worry = "正常である。数字は変わらない。",
         .next =
             "doctor の PROBES が、どれがどれに使われ、なぜより良いものでないか(not fentry: ...)を"
             "示す。",
     }},
    {"doctor.mechanism.none",
     {
         .meaning = "No mechanism serves the hook. In red where the hook is necessary.",
         .raised = "The reasons follow, one for each mechanism.",
         .worry = "An optional hook without one only makes the reports poorer.",
         .next = "See doctor.no-mechanism.",
     },
     {
         .meaning = "フックに使える方式がない。必要なフックなら赤で示す。",
         .raised = "方式ごとの理由が続く。",
         .worry = "任意のフックなら、報告が乏しくなるだけである。",
         .next = "doctor.no-mechanism を参照。",
     }},
    {"doctor.reason.not-in-btf",
     {
         .meaning =
             "\"no tracepoint X in BTF\", \"no iterator X in BTF\", \"X is not in BTF\": this "
             "kernel does not have it, or the compiler has inlined it away.",
         .raised = "An older kernel, or one built without the feature (IPv6, MPTCP, SYN cookies).",
         .worry = "The mechanism falls out for this hook.",
         .next = "Compare with the table of kernels in the README.",
     },
     {
         .meaning =
             "「no tracepoint X in BTF」「no iterator X in BTF」「X is not in BTF」。このカーネル"
             "にないか、コンパイラがインライン化した。",
         .raised =
             "古いカーネルか、その機能(IPv6、MPTCP、SYN cookie)なしに作られたカーネルである。",
         .worry = "このフックではその方式が使えない。",
         .next = "README のカーネルの表と比べる。",
     }},
    {"doctor.reason.no-argument",
     {
         .meaning =
             "\"tracepoint X does not pass Y\": the tracepoint is there, but older kernels do not "
             "pass what is needed: consume_skb its location (from 6.12), kfree_skb rx_sk (from "
             "6.11).",
         .raised = "",
         .worry = "The tracepoint mechanism falls out for this hook.",
         .next = "fentry or kprobe serve older kernels.",
     },
     {
         .meaning =
             "「tracepoint X does not pass Y」。トレースポイントはあるが、古いカーネルは必要なもの"
             "を渡さない。consume_skb の位置は 6.12 から、kfree_skb の rx_sk は 6.11 からである。",
         .raised = "",
         .worry = "このフックではトレースポイント方式が使えない。",
         .next = "古いカーネルでは fentry か kprobe を使う。",
     }},
    {"doctor.reason.counters-not-numbered",
     {
         .meaning = "\"BTF does not number the SNMP counters\" and, below KERNEL, \"SNMP counters "
                    "numbered\": whether BTF tells where ListenOverflows, ListenDrops and "
                    "TCPReqQFullDrop are.",
         .raised = "The enumeration LINUX_MIB_* in the kernel's BTF.",
         .worry = "Without it no mechanism can see what the kernel counted.",
         .next = "Report it with the kernel's version: all kernels tried so far have it.",
     },
     {
         .meaning =
             "「BTF does not number the SNMP counters」と、KERNEL の「SNMP counters numbered」。"
             "ListenOverflows、ListenDrops、TCPReqQFullDrop の位置を BTF が教えるか。",
         .raised = "カーネルの BTF の列挙型 LINUX_MIB_* による。",
         .worry = "なければ、どの方式もカーネルの計数を見られない。",
         .next = "カーネルの版とともに報告する。これまで試したカーネルにはすべてある。",
     }},
    {"doctor.reason.not-in-kallsyms",
     {
         .meaning =
             "\"X is not in kallsyms\": the function has no symbol, for the compiler has inlined "
             "it or the kernel lacks it.",
         .raised = "",
         .worry =
             "kprobes, and for the tracepoints' code ranges the mechanism, fall out for this hook.",
         .next = "grep -w X /proc/kallsyms as root.",
     },
     {
         .meaning =
             "「X is not in kallsyms」。関数にシンボルがない。コンパイラがインライン化したか、カー"
             "ネルにない。",
         .raised = "",
         .worry = "このフックでは kprobe が、またコード範囲の要るトレースポイント方式が使えない。",
         .next = "root で grep -w X /proc/kallsyms を実行する。",
     }},
    {"doctor.reason.renamed",
     {
         .meaning =
             "\"X is Y in kallsyms\": the compiler has given the function a suffix (.isra.0, "
             ".constprop.0), and fentry looks for the plain name.",
         .raised = "",
         .worry = "fentry falls out for this function; a kprobe takes the name with its suffix.",
         .next = "Nothing.",
     },
     {
         .meaning =
             "「X is Y in kallsyms」。コンパイラが関数に接尾辞(.isra.0、.constprop.0)を付け、"
             "fentry は元の名前を探す。",
         .raised = "",
         .worry = "この関数では fentry が使えない。kprobe は接尾辞付きの名前を使う。",
         .next = "対処は不要である。",
     }},
    {"doctor.reason.fentry-not-tried",
     {
         .meaning =
             "\"fentry was not tried\": whether the kernel takes trampolines is found out by "
             "attaching one, which needs privileges.",
         .raised = "",
         .worry = "Says nothing about the kernel.",
         .next = "Run doctor as root.",
     },
     {
         .meaning =
             "「fentry was not tried」。カーネルがトランポリンを受け付けるかは、実際に付けて調べる"
             "ので権限が要る。",
         .raised = "",
         .worry = "カーネルについては何も言っていない。",
         .next = "doctor を root で実行する。",
     }},
    {"doctor.reason.fentry-refused",
     {
         .meaning =
             "\"the kernel refuses fentry (ERROR)\": an empty program could not be attached to "
             "any function.",
         .raised =
             "No trampolines on this architecture, ftrace switched off (kernel.ftrace_enabled=0, "
             "no CONFIG_FUNCTION_TRACER), or a policy (EPERM).",
         .worry = "kprobe or tracepoints are taken instead.",
         .next = "sysctl kernel.ftrace_enabled; dmesg.",
     },
     {
         .meaning =
             "「the kernel refuses fentry (ERROR)」。空のプログラムをどの関数にも付けられなかっ"
             "た。",
         .raised = "このアーキテクチャにトランポリンがない、ftrace が無効(kernel.ftrace_enabled=0、"
                   "CONFIG_FUNCTION_TRACER なし)、または方針による拒否(EPERM)である。",
         .worry = "代わりに kprobe かトレースポイントを使う。",
         .next = "sysctl kernel.ftrace_enabled と dmesg を見る。",
     }},
    {"doctor.reason.no-kprobes",
     {
         .meaning = "\"the kernel has no kprobes (CONFIG_KPROBE_EVENTS)\".",
         .raised = "",
         .worry = "kprobe falls out for every hook.",
         .next = "Nothing, where fentry or tracepoints serve.",
     },
     {
         .meaning =
             "「the kernel has no kprobes (CONFIG_KPROBE_EVENTS)」。カーネルに kprobe がない。",
         .raised = "",
         .worry = "どのフックでも kprobe が使えない。",
         .next = "fentry かトレースポイントで足りるなら対処は不要である。",
     }},
    {"doctor.reason.refused",
     {
         .meaning =
             "\"FUNCTION: cannot attach ...\": the kernel refused this mechanism on this function "
             "when it was tried; its error follows.",
         .raised = "",
         .worry = "The next mechanism, or the functions that call it, serve instead.",
         .next = "Nothing, where the hook has a mechanism. Kernel 6.1 refuses fentry on functions "
                 "with more than six parameters.",
     },
     {
         .meaning =
             "「FUNCTION: cannot attach ...」。試したところ、カーネルがこの関数でこの方式を拒ん"
             "だ。エラーが続く。",
         .raised = "",
         .worry = "代わりに次の方式か、その関数を呼ぶ関数を使う。",
         .next = "フックに方式があるなら対処は不要である。カーネル 6.1 は引数が 6 を超える関数への "
                 "fentry を拒む。",
     }},
    {"doctor.reason.callers-serve",
     {
         .meaning =
             "\"...; its callers serve\": the function itself could not be hooked, so those that "
             "call it are (tcp_check_req, tcp_get_cookie_sock).",
         .raised = "",
         .worry = "Figures are the same.",
         .next = "Nothing.",
     },
     {
         .meaning = "「...; its callers serve」。関数自体に付けられないので、それを呼ぶ関数"
                    "(tcp_check_req、tcp_get_cookie_sock)に付けた。",
         .raised = "",
         .worry = "数字は変わらない。",
         .next = "対処は不要である。",
     }},
    {"doctor.reason.every-call",
     {
         .meaning =
             "\"...; sys_exit serves, which every system call of the machine passes\": accept(2) "
             "is "
             "seen by the program accepted_tracepoint at the end of each system call. Where "
             "accepted_call stands among the programs instead, it runs at the end of accept(2) and "
             "accept4(2) alone.",
         .raised =
             "The numbers of these tracepoints are in tracefs (events/syscalls), which the daemon "
             "may not open or mount, as under the systemd unit where none is mounted; or the "
             "kernel "
             "refuses to attach to them; or it is older than 5.15.",
         .worry = "Figures are the same. Each system call of the machine takes about twice as much "
                  "longer.",
         .next = "Mount tracefs at /sys/kernel/tracing before the daemon starts; or --queues off.",
     },
     {
         .meaning =
             "「...; sys_exit serves, which every system call of the machine passes」。accept(2) "
             "は、"
             "プログラム accepted_tracepoint がすべてのシステムコールの終わりで見る。代わりに "
             "accepted_call があれば、accept(2) と accept4(2) の終わりだけで動く。",
         .raised =
             "これらのトレースポイントの番号は tracefs(events/syscalls)にあるが、systemd ユニットで"
             "マウントされていない場合のように、デーモンが開くこともマウントすることもできない。ま"
             "たは、"
             "カーネルが取り付けを拒むか、5.15 より古い。",
         .worry = "数字は変わらない。システムコールごとの遅れが約 2 倍になる。",
         .next = "デーモンの起動前に tracefs を /sys/kernel/tracing にマウントする。または "
                 "--queues off とする。",
     }},
    {"doctor.reason.sleeps",
     {
         .meaning =
             "\"this kernel cannot let go of a function that sleeps\": accept(2) waits within the "
             "function, and kernels before 5.12 cannot detach fentry from one that somebody waits "
             "in.",
         .raised = "",
         .worry = "accept and listen are not hooked by fentry there.",
         .next = "Nothing; \"accepted\" is not known on such a kernel.",
     },
     {
         .meaning =
             "「this kernel cannot let go of a function that sleeps」。accept(2) は関数の中で待"
             "つ。5.12 より前のカーネルは、誰かが中で待つ関数から fentry を外せない。",
         .raised = "",
         .worry = "そこでは accept と listen に fentry を付けない。",
         .next = "対処は不要である。そのカーネルでは accepted がわからない。",
     }},
    {"doctor.reason.may-miss",
     {
         .meaning =
             "\"drops may be missed meanwhile, and nothing would make it good\": a kprobe on "
             "accept or listen, interrupted by a packet, would have the kernel skip the drop's "
             "program.",
         .raised =
             "From 6.11 on the listeners' sk_drops tell of a missed drop; before, nothing does.",
         .worry = "accept and listen are left out by kprobe there, for exact drops come first.",
         .next = "Nothing.",
     },
     {
         .meaning =
             "「drops may be missed meanwhile, and nothing would make it good」。accept や listen "
             "の kprobe がパケットに割り込まれると、カーネルが破棄のプログラムを飛ばしてしまう。",
         .raised =
             "6.11 以降なら見逃した破棄をリスナーの sk_drops が教えるが、それより前には手段がな"
             "い。",
         .worry = "破棄の正確さを優先し、そこでは kprobe による accept と listen を省く。",
         .next = "対処は不要である。",
     }},
    {"doctor.reason.no-tracepoint",
     {
         .meaning = "\"no tracepoint tells of it\": the hooks icmp, accept and listen exist for "
                    "functions only.",
         .raised = "",
         .worry = "They are optional.",
         .next = "Nothing.",
     },
     {
         .meaning =
             "「no tracepoint tells of it」。icmp、accept、listen のフックは関数にしかない。",
         .raised = "",
         .worry = "いずれも任意である。",
         .next = "対処は不要である。",
     }},
    {"doctor.reason.needs-accept",
     {
         .meaning = "\"the hook accept has no mechanism\": by functions, the hook queue rests on "
                    "accept(2) being seen by a function too, and here it is not.",
         .raised = "The lines of the hook accept say why.",
         .worry = "The next mechanism is tried. Without any, waits are not known, and PEAK is what "
                  "was seen once a second and at drops.",
         .next = "doctor.hook.queue, and the reasons given for accept.",
     },
     {
         .meaning = "「the hook accept has no mechanism」。関数によるフック queue は、accept(2) "
                    "も関数で見えることに基づくが、ここでは見えない。",
         .raised = "理由はフック accept の行にある。",
         .worry = "次の方式を試す。どれもなければ待ち時間はわからず、PEAK は 1 "
                  "秒ごとと破棄のときに見た値になる。",
         .next = "doctor.hook.queue と、accept について示された理由を見る。",
     }},
    {"doctor.reason.no-fetching-atomics",
     {
         .meaning =
             "\"no fetching atomics, or no typed task\": where no function tells of accept(2), "
             "what system calls return does, and that program needs atomic operations that give "
             "back the old value, and the current task as a typed pointer.",
         .raised = "Kernels before 5.12, or an architecture whose JIT compiler lacks them.",
         .worry = "The tracepoint mechanism falls out for the hook queue, which is optional: waits "
                  "are not known.",
         .next = "Nothing, where fentry or kprobe serve the hook; else a newer kernel.",
     },
     {
         .meaning = "「no fetching atomics, or no typed task」。accept(2) "
                    "を知らせる関数がなければシステムコールの戻り値で知るが、そのプログラムには、元"
                    "の値を返すアトミック操作と、型の付いた現在のタスクが要る。",
         .raised = "5.12 より前のカーネルか、JIT コンパイラがそれらを欠くアーキテクチャである。",
         .worry =
             "フック queue "
             "ではトレースポイント方式が使えない。任意のフックだが、待ち時間がわからなくなる。",
         .next = "fentry か kprobe "
                 "がこのフックに使えるなら対処は不要である。そうでなければ新しいカーネルを使う。",
     }},
    // What doctor prints: facts (KERNEL, CAPABILITIES, SYSTEM, SELF-TEST).
    {"doctor.release",
     {
         .meaning = "\"release\" and \"version\": the kernel as uname -r, -m and -v name it.",
         .raised = "",
         .worry =
             "Never compared: vendors bring later features into older kernels. What counts are "
             "the lines below.",
         .next = "Give it with every report of a fault.",
     },
     {
         .meaning = "release と version。uname -r、-m、-v が示すカーネルである。",
         .raised = "",
         .worry =
             "比較には使わない。ベンダーは新しい機能を古いカーネルに入れるからである。意味があるの"
             "はその下の行である。",
         .next = "不具合の報告には必ず添える。",
     }},
    {"doctor.tracepoints",
     {
         .meaning =
             "\"tracepoints (arguments)\": the tracepoints that bpfnetstat can use, and how many "
             "arguments this kernel passes to each.",
         .raised = "",
         .worry = "A number that is too small makes a tracepoint useless; see "
                  "doctor.reason.no-argument.",
         .next = "Needed: inet_sock_set_state; useful: consume_skb(2), kfree_skb(4).",
     },
     {
         .meaning =
             "tracepoints (arguments)。bpfnetstat が使えるトレースポイントと、このカーネルが渡す引"
             "数の数。",
         .raised = "",
         .worry = "数が足りなければ使えない。doctor.reason.no-argument を参照。",
         .next =
             "必要なのは inet_sock_set_state、有用なのは consume_skb(2) と kfree_skb(4) である。",
     }},
    {"doctor.functions",
     {
         .meaning =
             "\"functions (parameters)\": the kernel functions that may be hooked, and how many "
             "parameters each has here.",
         .raised = "",
         .worry = "Numbers differ between kernels and even their updates; programs ask BTF.",
         .next = "A function that is missing is named under PROBES.",
     },
     {
         .meaning =
             "functions (parameters)。フックしうるカーネル関数と、このカーネルでの引数の数。",
         .raised = "",
         .worry = "数はカーネル間で、更新の間でさえ異なる。プログラムは BTF に尋ねる。",
         .next = "欠けている関数は PROBES に示される。",
     }},
    {"doctor.iterators",
     {
         .meaning =
             "\"iterators\": BPF iterators that list sockets (tcp) and open files (task_file).",
         .raised = "",
         .worry = "Without them nothing that existed before the start would be known.",
         .next = "Kernels from 5.9 on have both, if BTF is there.",
     },
     {
         .meaning =
             "iterators。ソケット(tcp)と開いたファイル(task_file)を列挙する BPF イテレータ。",
         .raised = "",
         .worry = "なければ、開始前から存在したものがわからない。",
         .next = "BTF のある 5.9 以降のカーネルには両方ある。",
     }},
    {"doctor.net_cookie",
     {
         .meaning = "\"net_cookie\": network namespaces have a number that is never used again.",
         .raised = "",
         .worry =
             "Without it they are told apart by inode number and a random number of the kernel's.",
         .next = "Kernels from 5.12 on have it.",
     },
     {
         .meaning = "net_cookie。ネットワーク名前空間に、再利用されない番号がある。",
         .raised = "",
         .worry = "なければ、inode 番号とカーネル内の乱数で区別する。",
         .next = "5.12 以降のカーネルにある。",
     }},
    {"doctor.bpf_rdonly_cast",
     {
         .meaning =
             "\"bpf_rdonly_cast\": a kernel function that lets programs read kernel structures "
             "directly instead of by copying.",
         .raised = "",
         .worry = "Without it programs are a little slower.",
         .next = "Kernels from 6.2 on have it.",
     },
     {
         .meaning =
             "bpf_rdonly_cast。プログラムがカーネルの構造体をコピーせず直接読めるようにするカーネ"
             "ル関数。",
         .raised = "",
         .worry = "なければ、プログラムが少し遅くなる。",
         .next = "6.2 以降のカーネルにある。",
     }},
    {"doctor.code-located",
     {
         .meaning = "\"code located\": functions whose place in memory kallsyms tells. By it the "
                    "tracepoint mechanism knows from where a packet was let go.",
         .raised = "",
         .worry = "None: see doctor.kallsyms.",
         .next = "Needed for tracepoints: tcp_rcv_state_process, tcp_v4_do_rcv.",
     },
     {
         .meaning =
             "code located。kallsyms からメモリ上の位置がわかる関数。トレースポイント方式は、パケ"
             "ットがどこで手放されたかをこれで知る。",
         .raised = "",
         .worry = "none なら doctor.kallsyms を参照。",
         .next = "トレースポイント方式に要るのは tcp_rcv_state_process と tcp_v4_do_rcv である。",
     }},
    {"doctor.CAP_BPF",
     {
         .meaning = "Capability for loading programs and making maps.",
         .raised = "",
         .worry = "Required. CAP_SYS_ADMIN will do instead.",
         .next = "As doctor.required-capabilities.",
     },
     {
         .meaning = "プログラムのロードとマップの作成のための権限。",
         .raised = "",
         .worry = "必須である。CAP_SYS_ADMIN でも代わりになる。",
         .next = "doctor.required-capabilities と同じ。",
     }},
    {"doctor.CAP_PERFMON",
     {
         .meaning = "Capability for programs that read kernel memory.",
         .raised = "",
         .worry = "Required. CAP_SYS_ADMIN will do instead.",
         .next = "As doctor.required-capabilities.",
     },
     {
         .meaning = "カーネルメモリを読むプログラムのための権限。",
         .raised = "",
         .worry = "必須である。CAP_SYS_ADMIN でも代わりになる。",
         .next = "doctor.required-capabilities と同じ。",
     }},
    {"doctor.CAP_SYSLOG",
     {
         .meaning = "Capability for seeing addresses in /proc/kallsyms.",
         .raised = "",
         .worry = "Required, but where fentry serves, or kptr_restrict is 0 and "
                  "perf_event_paranoid at most 1.",
         .next = "As doctor.required-capabilities.",
     },
     {
         .meaning = "/proc/kallsyms のアドレスを見るための権限。",
         .raised = "",
         .worry = "必須である。fentry で足りる場合と、kptr_restrict が 0 で perf_event_paranoid が "
                  "1 以下の場合は要らない。",
         .next = "doctor.required-capabilities と同じ。",
     }},
    {"doctor.CAP_SYS_ADMIN",
     {
         .meaning =
             "Capability for entering other network namespaces, and for SYNs to ourselves at the "
             "start.",
         .raised = "",
         .worry = "Useful. Without it listeners in containers may be missing.",
         .next = "As doctor.useful-capabilities.",
     },
     {
         .meaning = "他のネットワーク名前空間に入り、開始時に自分へ SYN を送るための権限。",
         .raised = "",
         .worry = "有用である。なければコンテナ内のリスナーが欠けることがある。",
         .next = "doctor.useful-capabilities と同じ。",
     }},
    {"doctor.CAP_NET_ADMIN",
     {
         .meaning =
             "Capability for SYNs to ourselves at the start (the loopback of the test namespace "
             "is raised).",
         .raised = "",
         .worry = "Useful; see doctor.no-syns.",
         .next = "As doctor.useful-capabilities.",
     },
     {
         .meaning = "開始時に自分へ SYN を送るための権限(試験用名前空間の lo を有効にする)。",
         .raised = "",
         .worry = "有用である。doctor.no-syns を参照。",
         .next = "doctor.useful-capabilities と同じ。",
     }},
    {"doctor.CAP_SYS_PTRACE",
     {
         .meaning = "Capability for naming the processes of other users.",
         .raised = "",
         .worry = "Useful. Without it a dash stands for them.",
         .next = "As doctor.useful-capabilities.",
     },
     {
         .meaning = "他ユーザーのプロセス名を知るための権限。",
         .raised = "",
         .worry = "有用である。なければ - と表示される。",
         .next = "doctor.useful-capabilities と同じ。",
     }},
    {"doctor.CAP_DAC_READ_SEARCH",
     {
         .meaning = "Capability for other users' /proc/PID/fd, and for cgroup paths by id.",
         .raised = "",
         .worry = "Useful. Without it holders and containers may be missing.",
         .next = "As doctor.useful-capabilities.",
     },
     {
         .meaning = "他ユーザーの /proc/PID/fd と、id から cgroup のパスを知るための権限。",
         .raised = "",
         .worry = "有用である。なければ持ち主やコンテナが欠けることがある。",
         .next = "doctor.useful-capabilities と同じ。",
     }},
    {"doctor.CAP_SYS_RESOURCE",
     {
         .meaning = "Capability for locking memory for maps, on kernels before 5.11.",
         .raised = "",
         .worry = "Seldom: later kernels account maps to the cgroup.",
         .next = "Nothing, or ulimit -l unlimited on such a kernel.",
     },
     {
         .meaning = "5.11 より前のカーネルで、マップのためにメモリをロックする権限。",
         .raised = "",
         .worry = "まれにしか要らない。以後のカーネルはマップを cgroup に計上する。",
         .next = "対処は不要である。そのようなカーネルでは ulimit -l unlimited とする。",
     }},
    {"doctor.security-modules",
     {
         .meaning =
             "\"security modules\": the kernel's security modules, as /sys/kernel/security/lsm "
             "lists them.",
         .raised = "",
         .worry = "selinux, apparmor or bpf may refuse bpf(2), or connections at a listener "
                  "(cause.no_route).",
         .next = "ausearch -m avc, dmesg | grep -i apparmor.",
     },
     {
         .meaning =
             "security modules。/sys/kernel/security/lsm が挙げるカーネルのセキュリティモジュー"
             "ル。",
         .raised = "",
         .worry =
             "selinux、apparmor、bpf は、bpf(2) やリスナーへの接続(cause.no_route)を拒むことがあ"
             "る。",
         .next = "ausearch -m avc や dmesg | grep -i apparmor で見る。",
     }},
    {"doctor.tracefs",
     {
         .meaning =
             "Where tracefs is mounted. It need not be: the daemon, which takes the numbers of "
             "accept(2)'s tracepoints from it, opens one for itself where it may.",
         .raised = "",
         .worry = "Nothing is wrong if it is not.",
         .next = "Nothing.",
     },
     {
         .meaning = "tracefs のマウント場所。マウントされていなくてもよい。デーモンは accept(2) "
                    "のトレースポイントの番号をそこから読むが、なければ、許されるかぎり自分だけの "
                    "tracefs を開く。",
         .raised = "",
         .worry = "マウントされていなくても問題はない。",
         .next = "対処は不要である。",
     }},
    {"doctor.bpffs",
     {
         .meaning =
             "Where bpffs is mounted. bpfnetstat does not need it: it pins nothing and leaves "
             "nothing behind.",
         .raised = "",
         .worry = "Nothing is wrong if it is not.",
         .next = "Nothing.",
     },
     {
         .meaning = "bpffs のマウント場所。bpfnetstat には要らない。何も pin せず、何も残さない。",
         .raised = "",
         .worry = "マウントされていなくても問題はない。",
         .next = "対処は不要である。",
     }},
    {"doctor.unprivileged_bpf_disabled",
     {
         .meaning =
             "\"unprivileged_bpf_disabled\": whether users without capabilities may load BPF "
             "programs (1 and 2: no).",
         .raised = "",
         .worry = "Does not matter to bpfnetstat, which runs with capabilities.",
         .next = "Nothing.",
     },
     {
         .meaning = "unprivileged_bpf_disabled。権限のないユーザーが BPF "
                    "プログラムをロードできるか(1 と 2 は不可)。",
         .raised = "",
         .worry = "権限を持って動く bpfnetstat には関係ない。",
         .next = "対処は不要である。",
     }},
    {"doctor.locked-memory",
     {
         .meaning = "\"locked memory, bytes\": RLIMIT_MEMLOCK. Kernels before 5.11 count BPF maps "
                    "against it.",
         .raised = "",
         .worry = "On such kernels a small limit makes loading fail with EPERM or ENOMEM.",
         .next = "ulimit -l unlimited; LimitMEMLOCK= in a unit.",
     },
     {
         .meaning =
             "locked memory, bytes。RLIMIT_MEMLOCK で、5.11 より前のカーネルは BPF マップをこれに"
             "数える。",
         .raised = "",
         .worry = "そのようなカーネルでは、小さいとロードが EPERM か ENOMEM で失敗する。",
         .next = "ulimit -l unlimited、ユニットでは LimitMEMLOCK= を設定する。",
     }},
    {"doctor.ipv6",
     {
         .meaning = "Whether this network namespace has IPv6.",
         .raised = "",
         .worry = "Without it hooks of IPv6 have nothing to do.",
         .next = "Nothing.",
     },
     {
         .meaning = "このネットワーク名前空間に IPv6 があるか。",
         .raised = "",
         .worry = "なければ、IPv6 のフックにすることはない。",
         .next = "対処は不要である。",
     }},
    {"doctor.mptcp",
     {
         .meaning = "Whether MPTCP is enabled here, disabled, or not in this kernel (no).",
         .raised = "",
         .worry = "An MPTCP listener's own socket shows no queue: its counters are on the subflow.",
         .next = "sysctl net.mptcp.enabled; see cause.mptcp.",
     },
     {
         .meaning = "MPTCP がここで有効か、無効か、カーネルにないか(no)。",
         .raised = "",
         .worry =
             "MPTCP リスナー自身のソケットにはキューが見えない。カウンターはサブフロー側にある。",
         .next = "sysctl net.mptcp.enabled を見る。cause.mptcp を参照。",
     }},
    {"doctor.listeners",
     {
         .meaning =
             "\"TCP listeners\": sockets in LISTEN, of IPv4 and IPv6, in all network namespaces "
             "that could be read.",
         .raised = "",
         .worry = "Up to 65,536 are watched (16,384 on kernels before 6.1).",
         .next = "bpfnetstat listeners lists them.",
     },
     {
         .meaning =
             "TCP listeners。読めたすべてのネットワーク名前空間で LISTEN にある IPv4 と IPv6 のソ"
             "ケットの数。",
         .raised = "",
         .worry = "監視できるのは 65,536 まで(6.1 より前のカーネルでは 16,384)である。",
         .next = "一覧は bpfnetstat listeners で見る。",
     }},
    {"doctor.self-test",
     {
         .meaning =
             "SELF-TEST \"programs\": whether all programs were loaded and attached for a moment; "
             "\"not loaded\" where a hook has no mechanism.",
         .raised = "",
         .worry = "Anything but \"loaded and attached\" prevents the work.",
         .next = "See doctor.load-failure, doctor.no-mechanism.",
     },
     {
         .meaning =
             "SELF-TEST の programs。すべてのプログラムを一瞬ロードして取り付けられたか。フックに"
             "方式がなければ not loaded となる。",
         .raised = "",
         .worry = "loaded and attached 以外は動作を妨げる。",
         .next = "doctor.load-failure と doctor.no-mechanism を参照。",
     }},
    {"doctor.syns-sent",
     {
         .meaning = "\"SYNs sent to ourselves\": how many SYNs went to listeners of our own, in a "
                    "network namespace made for it.",
         .raised =
             "Two listeners and three rounds for each address family, so that 12 in all is the "
             "full number.",
         .worry = "0 where privileges are missing; see doctor.no-syns.",
         .next = "Nothing.",
     },
     {
         .meaning =
             "SYNs sent to ourselves。専用に作ったネットワーク名前空間で、自分のリスナーに送った "
             "SYN の数。",
         .raised = "アドレスファミリごとに、二つのリスナーへ 3 回ずつ送るので、全部で 12 になる。",
         .worry = "権限がなければ 0 になる。doctor.no-syns を参照。",
         .next = "対処は不要である。",
     }},
};

}  // namespace

std::span<const Topic> finding_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
