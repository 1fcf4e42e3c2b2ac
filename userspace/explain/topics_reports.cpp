// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

// Columns of the reports for people, and what JSON names.
constexpr Topic kTopics[] = {
    {"column.report.TIME",
     {
         .meaning = "When it happened: local time with microseconds; in JSON \"time\", UTC with "
                    "nanoseconds.",
         .raised = "The kernel's clock at the moment of the event, not of the printing.",
         .worry = "Lines are in the order of the events of one CPU; those of several CPUs may be a "
                  "few microseconds out of order.",
         .next = "bpfnetstat drops --json for sorting by time.",
     },
     {
         .meaning =
             "起きた時刻。マイクロ秒までの現地時刻で、JSON の time では UTC のナノ秒までである。",
         .raised = "表示したときではなく、事象が起きた瞬間のカーネルの時計による。",
         .worry =
             "同じ CPU の行は起きた順に並ぶ。異なる CPU の行は数マイクロ秒前後することがある。",
         .next = "時刻で並べ替えるには bpfnetstat drops --json を使う。",
     }},
    {"column.report.LISTENER",
     {
         .meaning = "Address and port that the listening socket is bound to (JSON: bound_address, "
                    "local_port). 0.0.0.0 or [::] is every address.",
         .raised = "",
         .worry =
             "\"(closed)\" behind it: it dropped connections and no longer listens. Two rows with "
             "one address are sockets of a SO_REUSEPORT group, or of two network namespaces.",
         .next = "bpfnetstat port N for who that is and who is connected; report.closed, "
                 "concept.SO_REUSEPORT.",
     },
     {
         .meaning = "リスナーが bind したアドレスとポート(JSON では bound_address と "
                    "local_port)。0.0.0.0 と [::] はすべてのアドレスを意味する。",
         .raised = "",
         .worry = "後に (closed) "
                  "があれば、接続を捨てたことがあり、もう待ち受けていない。同じアドレスの行が二つあ"
                  "れば、SO_REUSEPORT グループのソケットか、別のネットワーク名前空間のものである。",
         .next = "誰が待ち受け、誰が接続しているかは bpfnetstat port N "
                 "で見る。report.closed、concept.SO_REUSEPORT も参照。",
     }},
    {"column.report.PROCESS(PID)",
     {
         .meaning =
             "A process that holds the socket, with its id; +N: N more hold it too. In JSON pid, "
             "comm, uid and holders; where asked for also command_line, unit and process_since.",
         .raised = "Known from the call that made the socket (connect, listen, accept), or from "
                   "/proc/PID/fd.",
         .worry = "A dash: not known. The process is another user's, has ended, or runs where "
                  "/proc does not show it.",
         .next = "bpfnetstat doctor says what is missing (CAP_SYS_PTRACE); netstat -p for a second "
                 "opinion.",
     },
     {
         .meaning =
             "ソケットを持つプロセスとその番号。+N はほかに N 個のプロセスも持つことを示す。JSON "
             "では pid、comm、uid、holders、求めれば command_line、unit、process_since もある。",
         .raised = "ソケットを作った呼び出し(connect、listen、accept)か /proc/PID/fd からわかる。",
         .worry = "- は不明である。プロセスが別のユーザーのものか、終わったか、/proc "
                  "に見えないところで動いている。",
         .next = "足りない権限(CAP_SYS_PTRACE)は bpfnetstat doctor が示す。netstat -p とも比べる。",
     }},
    {"column.report.CONTAINER/NETNS",
     {
         .meaning = "Where it runs: the first 12 digits of the container that its cgroup names, as "
                    "docker ps prints them; else the name or the inode number of its network "
                    "namespace. In JSON container, cgroup, netns and netns_name.",
         .raised = "",
         .worry = "A number alone is a namespace without a name in /run/netns; the host's own is "
                  "that of ls -l /proc/1/ns/net.",
         .next = "docker ps, crictl ps, or lsns -t net; --netns or --cgroup narrows a report down "
                 "to one.",
     },
     {
         .meaning = "動いている場所。cgroup が示すコンテナの先頭 12 桁(docker ps "
                    "と同じ)、なければネットワーク名前空間の名前か inode 番号。JSON では "
                    "container、cgroup、netns、netns_name である。",
         .raised = "",
         .worry = "番号だけなら /run/netns に名前のない名前空間である。ホスト自身の番号は ls -l "
                  "/proc/1/ns/net でわかる。",
         .next =
             "docker ps、crictl ps、lsns -t net で調べる。--netns と --cgroup は報告を一つに絞る。",
     }},
    {"column.report.CAUSE",
     {
         .meaning = "Why the connection attempt was dropped, one of thirteen causes; in JSON "
                    "\"cause\" by its name.",
         .raised = "",
         .worry =
             "Each has a topic: bpfnetstat explain cause.NAME, or with the words of the column.",
         .next = "cause.accept_queue_full_syn is the usual one; cause.other where this kernel's "
                 "mechanism cannot tell.",
     },
     {
         .meaning = "接続の試みが捨てられた原因で、13 種類ある。JSON の cause では名前で示す。",
         .raised = "",
         .worry = "それぞれに項目がある。bpfnetstat explain cause.NAME か、列の語そのもので引く。",
         .next = "最も多いのは cause.accept_queue_full_syn "
                 "である。このカーネルの方式で区別できなければ cause.other になる。",
     }},
    {"column.report.CLIENT",
     {
         .meaning =
             "The other end of what was dropped, or those that are connected: address and, for one "
             "connection, port. In JSON peer_address and peer_port, or peers with the drops of "
             "each. CLIENTS in the history are networks (IPv4 /24, IPv6 /64), client_network in "
             "JSON; SERVER in port is the end that connections from here go to.",
         .raised = "",
         .worry = "A dash: the client is not known (report.client_unknown). In a flood addresses "
                  "are often invented. Behind a proxy or NAT it is the proxy's address.",
         .next = "bpfnetstat history --by client; bpfnetstat drops -D PORT.",
     },
     {
         .meaning = "捨てられた、または接続している相手。アドレスと、接続一つならポートも示す。JSON"
                    " では peer_address と peer_port、または相手ごとの破棄数を持つ peers。履歴の "
                    "CLIENTS はネットワーク(IPv4 は /24、IPv6 は /64、JSON では "
                    "client_network)、port の SERVER はここからの接続の行き先である。",
         .raised = "",
         .worry =
             "- は不明である(report.client_unknown)。flood "
             "ではアドレスが偽物であることが多い。プロキシや NAT の背後ではそのアドレスになる。",
         .next = "bpfnetstat history --by client と bpfnetstat drops -D PORT を見る。",
     }},
    {"column.report.LOCAL",
     {
         .meaning = "This end of a connection in trace (PEER: the other end): address and port. In "
                    "JSON local_address, local_port, peer_address, peer_port; a v4-mapped IPv6 "
                    "address is shown as IPv4, with \"mapped\".",
         .raised = "",
         .worry = "For the ends of one host both are here, and each connection has two lines a "
                  "transition.",
         .next = "-L selects by local port, -D by the other end's.",
     },
     {
         .meaning = "trace での接続のこちら側(PEER は相手側)のアドレスとポート。JSON では "
                    "local_address、local_port、peer_address、peer_port で、v4-mapped の IPv6 "
                    "アドレスは IPv4 として示し mapped を付ける。",
         .raised = "",
         .worry = "両端が同じホストにある接続では、遷移ごとに 2 行になる。",
         .next = "-L はこちらのポート、-D は相手のポートで選ぶ。",
     }},
    {"column.report.SOCKET",
     {
         .meaning = "The socket's number as ss -e prints it (sk:...), \"id\" in JSON. Shown where "
                    "several listeners share an address.",
         .raised = "The kernel's socket cookie: never used again until the next boot.",
         .worry = "Members of a SO_REUSEPORT group differ in nothing else.",
         .next = "ss -ltne for the same number; concept.SO_REUSEPORT.",
     },
     {
         .meaning = "ss -e が表示するソケットの番号(sk:...)。JSON では "
                    "id。複数のリスナーが同じアドレスを持つときに表示する。",
         .raised = "カーネルの socket cookie で、次の起動まで再利用されない。",
         .worry = "SO_REUSEPORT グループのソケットは、ほかの点では区別できない。",
         .next = "ss -ltne が同じ番号を示す。concept.SO_REUSEPORT を参照。",
     }},
    {"column.report.DROPS",
     {
         .meaning =
             "Connection attempts that were dropped, all causes together (JSON: drops_total; "
             "drops: by cause). Of a client in port: those that came from there.",
         .raised = "It is this listener's share of ListenDrops. It counts since the daemon began, "
                   "or since the run did.",
         .worry = "Each try that fails counts, so several may be one client that came back. See "
                  "report.dropped_clients for how many were delayed and how many lost.",
         .next = "The columns behind it have the causes; bpfnetstat history --by minute for when.",
     },
     {
         .meaning =
             "捨てられた接続の試みの数で、すべての原因の合計(JSON では drops_total、原因別は "
             "drops)。port のクライアントの行では、その相手から来た分である。",
         .raised = "ListenDrops のうちこのリスナーの分で、デーモンか実行の開始から数える。",
         .worry = "失敗した試みを一つずつ数えるので、再試行した同じクライアントが何度も入る。遅れた"
                  "数と失われた数は report.dropped_clients を見る。",
         .next = "原因は後の列にある。いつ起きたかは bpfnetstat history --by minute で見る。",
     }},
    {"column.trace.OLD STATE",
     {
         .meaning =
             "The TCP state that the connection leaves, as netstat spells it (JSON: old_state).",
         .raised = "The tracepoint inet_sock_set_state.",
         .worry = "CLOSE here is a new socket: connect(), listen(), or a handshake that ended.",
         .next = "bpfnetstat explain with the state's name.",
     },
     {
         .meaning = "接続が離れる TCP の状態。綴りは netstat と同じ(JSON では old_state)。",
         .raised = "トレースポイント inet_sock_set_state による。",
         .worry =
             "CLOSE は新しいソケットで、connect()、listen()、またはハンドシェイクの終わりである。",
         .next = "状態の名前で bpfnetstat explain を実行する。",
     }},
    {"column.trace.NEW STATE",
     {
         .meaning =
             "The TCP state that the connection enters, as netstat spells it (JSON: new_state).",
         .raised = "The tracepoint inet_sock_set_state.",
         .worry = "SYN_SENT to CLOSE: a connect() that failed. ESTABLISHED to CLOSE: a reset, or "
                  "an abort.",
         .next = "bpfnetstat explain with the state's name; AT CLOSE for what the connection "
                 "amounted to.",
     },
     {
         .meaning = "接続が入る TCP の状態。綴りは netstat と同じ(JSON では new_state)。",
         .raised = "トレースポイント inet_sock_set_state による。",
         .worry = "SYN_SENT から CLOSE なら connect() が失敗した。ESTABLISHED から CLOSE "
                  "ならリセットか中断である。",
         .next = "状態の名前で bpfnetstat explain を実行する。接続全体の数字は AT CLOSE を見る。",
     }},
    {"column.trace.MS IN OLD",
     {
         .meaning = "How long the connection was in the old state, in milliseconds (JSON: "
                    "in_state_us, in microseconds).",
         .raised = "The difference of the two transitions' times in the kernel.",
         .worry =
             "Left out where the earlier transition was not seen. Long in SYN_SENT: SYNs were lost "
             "(whole seconds) or the path is slow; long in CLOSE_WAIT: the program does not close.",
         .next = "state.SYN_SENT, state.CLOSE_WAIT, concept.retransmission.",
     },
     {
         .meaning = "接続が前の状態にいた時間(ミリ秒)。JSON の in_state_us はマイクロ秒である。",
         .raised = "カーネルでの二つの遷移の時刻の差である。",
         .worry = "前の遷移を見ていなければ示さない。SYN_SENT が長ければ SYN "
                  "が失われた(ちょうど何秒かになる)か経路が遅い。CLOSE_WAIT "
                  "が長ければプログラムが閉じない。",
         .next = "state.SYN_SENT、state.CLOSE_WAIT、concept.retransmission を参照。",
     }},
    {"column.listeners.PEAK",
     {
         .meaning = "The longest that the accept queue was since the daemon began (JSON: "
                    "accept_queue_peak).",
         .raised = "At any arrival where the hook queue is served, else as seen once a second and "
                   "at each drop.",
         .worry = "PEAK above LIMIT: it was full, for the queue takes one more than the limit. "
                  "PEAK close to LIMIT: the next burst will drop.",
         .next = "Raise the backlog above what bursts need; report.queue, concept.backlog.",
     },
     {
         .meaning = "デーモンの開始以後に accept キューが最も長かったときの長さ(JSON では "
                    "accept_queue_peak)。",
         .raised =
             "フック queue があれば到着のたびに、なければ 1 秒ごとと破棄のたびに見た値である。",
         .worry = "LIMIT より大きければ満杯だった(キューは上限より一つ多く入る)。LIMIT "
                  "に近ければ次の集中で捨てる。",
         .next = "集中に足りるように backlog を上げる。report.queue、concept.backlog を参照。",
     }},
    {"column.listeners.LIMIT",
     {
         .meaning = "How long the accept queue may be: the smaller of the backlog and "
                    "net.core.somaxconn (JSON: accept_queue_limit). It takes one connection more.",
         .raised = "Set by listen(2), with the somaxconn of that moment and namespace.",
         .worry = "Small next to PEAK: bursts are dropped. Smaller than ASKED: somaxconn cut it.",
         .next = "concept.somaxconn; the listener must call listen(2) again for a new limit.",
     },
     {
         .meaning = "accept キューの長さの上限で、backlog と net.core.somaxconn の小さい方(JSON "
                    "では accept_queue_limit)。実際には一つ多く入る。",
         .raised = "listen(2) がそのときのその名前空間の somaxconn を使って決める。",
         .worry = "PEAK に比べて小さければ、集中したとき捨てる。ASKED より小さければ somaxconn "
                  "で切り詰められた。",
         .next = "concept.somaxconn を参照。新しい上限にはもう一度 listen(2) が要る。",
     }},
    {"column.listeners.ESTABLISHED",
     {
         .meaning = "Live connections that this listener took and that are ESTABLISHED now.",
         .raised = "Followed by the daemon from transition to transition.",
         .worry = "What is normal depends on the service. Growing without end: clients or the "
                  "program do not close.",
         .next = "bpfnetstat port N for the clients; state.ESTABLISHED.",
     },
     {
         .meaning = "このリスナーが受け入れ、いま ESTABLISHED の接続の数。",
         .raised = "デーモンが状態遷移を追って数える。",
         .worry =
             "普通の値はサービスによる。増え続けるなら、クライアントかプログラムが閉じていない。",
         .next = "クライアントは bpfnetstat port N で見る。state.ESTABLISHED も参照。",
     }},
    {"column.listeners.OTHER",
     {
         .meaning = "Live connections that this listener took and that are in another state than "
                    "ESTABLISHED: CLOSE_WAIT, FIN_WAIT1 and so on; no TIME_WAIT and no pending "
                    "requests (JSON: connections, by state).",
         .raised = "Followed by the daemon from transition to transition.",
         .worry = "A few are on their way out. Many that stay are mostly CLOSE_WAIT: the program "
                  "does not close.",
         .next = "bpfnetstat port N shows the states; state.CLOSE_WAIT.",
     },
     {
         .meaning = "このリスナーが受け入れ、いま ESTABLISHED 以外の状態(CLOSE_WAIT、FIN_WAIT1 "
                    "など)にある接続の数。TIME_WAIT と保留中の要求は含まない(JSON の connections "
                    "は状態別)。",
         .raised = "デーモンが状態遷移を追って数える。",
         .worry = "少数は終わりかけの接続である。多数が残るならたいてい CLOSE_WAIT "
                  "で、プログラムが閉じていない。",
         .next = "状態は bpfnetstat port N で見る。state.CLOSE_WAIT も参照。",
     }},
    {"column.listeners.ASKED",
     {
         .meaning = "The backlog that the program gave listen(2), if that call was seen (JSON: "
                    "asked_backlog).",
         .raised = "The hook listen, from the daemon's start on.",
         .worry =
             "Larger than LIMIT: net.core.somaxconn cut it. Small (5, 10): the program's choice.",
         .next = "verdict.backlog_clamped, verdict.backlog_tiny.",
     },
     {
         .meaning = "プログラムが listen(2) に渡した backlog(JSON では "
                    "asked_backlog)。その呼び出しを見ていれば示す。",
         .raised = "デーモンの開始以後に、フック listen で知る。",
         .worry = "LIMIT より大きければ net.core.somaxconn で切り詰められた。小さければ(5、10 "
                  "など)プログラムの選択である。",
         .next = "verdict.backlog_clamped、verdict.backlog_tiny を参照。",
     }},
    {"column.listeners.SYN QUEUE",
     {
         .meaning = "Handshakes of this listener that are not over now: a SYN came and was "
                    "answered, the last ACK has not come (JSON: syn_queue).",
         .raised = "netstat shows each as SYN_RECV.",
         .worry = "A round trip's worth is normal. Many without their clients ever completing "
                  "them: a SYN flood.",
         .next = "concept.syn-queue, verdict.syn_flood; netstat -ant | grep SYN_RECV.",
     },
     {
         .meaning = "このリスナーで終わっていないハンドシェイクの数。SYN に応答したが、最後の ACK "
                    "が来ていない(JSON では syn_queue)。",
         .raised = "netstat ではそれぞれ SYN_RECV と表示される。",
         .worry = "1 往復分なら普通である。完了しないものが多ければ SYN flood である。",
         .next = "concept.syn-queue、verdict.syn_flood、netstat -ant | grep SYN_RECV を見る。",
     }},
    {"column.listeners.COOKIES",
     {
         .meaning = "SYNs that this listener answered with a SYN cookie since the daemon began "
                    "(JSON: cookies_sent). The column is there where a listener has some.",
         .raised = "The SYN queue was full and net.ipv4.tcp_syncookies is 1, or it is 2. This "
                   "listener's share of SyncookiesSent.",
         .worry = "A burst of many clients, or a SYN flood: cookies keep the service up, without "
                  "some TCP options.",
         .next = "concept.syn-cookies, TcpExt.SyncookiesSent, verdict.syn_flood.",
     },
     {
         .meaning = "デーモンの開始以後に、このリスナーが SYN cookie で応答した SYN の数(JSON では "
                    "cookies_sent)。1 以上のリスナーがあれば列を表示する。",
         .raised = "SYN キューが満杯で net.ipv4.tcp_syncookies が 1 のとき、または満杯でなくても 2 "
                   "のときである。SyncookiesSent のうちこのリスナーの分である。",
         .worry = "クライアントの集中か SYN flood である。cookie は一部の TCP "
                  "オプションと引き換えにサービスを保つ。",
         .next = "concept.syn-cookies、TcpExt.SyncookiesSent、verdict.syn_flood を参照。",
     }},
    {"column.listeners.ARRIVED/S",
     {
         .meaning = "Connections that came into the accept queue, each second, of the last ten to "
                    "twenty seconds (JSON: recent, its arrived and over_us; arrived is the sum "
                    "since the daemon began).",
         .raised = "The hook queue, at the end of each handshake.",
         .worry = "More than ACCEPTED/S for long: the queue grows until it is full.",
         .next = "Compare with ACCEPTED/S and QUEUE; verdict.accepter_slow.",
     },
     {
         .meaning = "直近 10 から 20 秒に accept キューに入った 1 秒あたりの接続数(JSON では "
                    "recent の arrived と over_us。arrived だけならデーモンの開始以後の合計)。",
         .raised = "フック queue が、ハンドシェイクの終わりに数える。",
         .worry = "長く ACCEPTED/S を上回れば、キューは満杯になるまで伸びる。",
         .next = "ACCEPTED/S と QUEUE と比べる。verdict.accepter_slow を参照。",
     }},
    {"column.listeners.ACCEPTED/S",
     {
         .meaning = "Connections that accept(2) took, each second, of the last ten to twenty "
                    "seconds (JSON: recent, its accepted).",
         .raised = "The hook accept, or what system calls and io_uring returned.",
         .worry = "0 while connections wait: nobody accepts.",
         .next = "verdict.accepter_elsewhere and its neighbours; report.accepted.",
     },
     {
         .meaning = "直近 10 から 20 秒に accept(2) が取った 1 秒あたりの接続数(JSON では recent "
                    "の accepted)。",
         .raised = "フック accept か、システムコールと io_uring の戻り値による。",
         .worry = "接続が待っているのに 0 なら、誰も accept していない。",
         .next = "verdict.accepter_elsewhere とその前後、report.accepted を参照。",
     }},
    {"column.listeners.WAIT P50 MS",
     {
         .meaning = "Half of the accepted connections waited not longer than this in the accept "
                    "queue, in milliseconds, since the daemon began (JSON: p50_us).",
         .raised = "At each accept. A bound, at most twice the true figure.",
         .worry = "All of it is latency that clients feel after their connect() has succeeded.",
         .next = "report.waits.",
     },
     {
         .meaning =
             "accept された接続の半数が accept "
             "キューで待った時間の上限(ミリ秒)。デーモンの開始以後の値である(JSON では p50_us)。",
         .raised = "accept のたびに測る。上限であり、真の値の 2 倍以内である。",
         .worry = "connect() が成功した後にクライアントが感じる遅れそのものである。",
         .next = "report.waits を参照。",
     }},
    {"column.listeners.P99 MS",
     {
         .meaning = "99 in 100 accepted connections waited not longer than this in the accept "
                    "queue, in milliseconds, since the daemon began (JSON: p99_us).",
         .raised = "At each accept. A bound, at most twice the true figure.",
         .worry = "Far above P50: the program stops now and then (garbage collection, a slow "
                  "request in the thread that accepts).",
         .next = "report.waits.",
     },
     {
         .meaning =
             "accept された接続の 100 のうち 99 が accept "
             "キューで待った時間の上限(ミリ秒)。デーモンの開始以後の値である(JSON では p99_us)。",
         .raised = "accept のたびに測る。上限であり、真の値の 2 倍以内である。",
         .worry =
             "P50 よりはるかに大きければ、プログラムがときどき止まる(ガベージコレクション、accept "
             "するスレッドでの遅い処理)。",
         .next = "report.waits を参照。",
     }},
    {"column.listeners.MAX MS",
     {
         .meaning = "The longest that a connection waited in the accept queue before accept(2) "
                    "took it, in milliseconds, since the daemon began (JSON: max_us). Exact.",
         .raised = "At each accept.",
         .worry = "Seconds: the program did not accept for that long; clients may have given up.",
         .next = "report.waits; bpfnetstat history --by minute for when queues were long.",
     },
     {
         .meaning = "accept(2) に取られるまでに接続が accept "
                    "キューで最も長く待った時間(ミリ秒)。デーモンの開始以後の値で、正確である(JSON "
                    "では max_us)。",
         .raised = "accept のたびに測る。",
         .worry =
             "数秒なら、プログラムはその間 accept しなかった。クライアントは諦めたかもしれない。",
         .next =
             "report.waits を参照。キューが長かった時刻は bpfnetstat history --by minute で見る。",
     }},
    {"column.listeners.S SINCE ACCEPT",
     {
         .meaning = "Seconds since accept(2) last took a connection from this listener (JSON: "
                    "since_accept_us).",
         .raised = "The latest accept that was seen.",
         .worry = "Long with an empty queue: nobody came. Long with connections in QUEUE: nobody "
                  "accepts.",
         .next =
             "The verdict beneath the table; bpfnetstat listeners -v for what the process does.",
     },
     {
         .meaning = "accept(2) が最後にこのリスナーから接続を取ってからの秒数(JSON では "
                    "since_accept_us)。",
         .raised = "見た中で最も新しい accept による。",
         .worry = "キューが空で長ければ、誰も来ていない。QUEUE に接続があって長ければ、誰も accept "
                  "していない。",
         .next = "表の下の判定と、プロセスの様子を示す bpfnetstat listeners -v を見る。",
     }},
    {"column.port.CONNECTIONS",
     {
         .meaning = "Open connections with this other end (JSON: connections, by state; outgoing: "
                    "those from here to the port).",
         .raised = "Followed by the daemon; no TIME_WAIT and no pending requests.",
         .worry = "Many from one address: a pool, a proxy, or a client that does not close.",
         .next = "STATES has them by state; netstat -ant for each one.",
     },
     {
         .meaning = "この相手との開いている接続の数(JSON の connections は状態別、outgoing "
                    "はここからそのポートへの接続)。",
         .raised = "デーモンが追って数える。TIME_WAIT と保留中の要求は含まない。",
         .worry = "一つのアドレスから多ければ、コネクションプール、プロキシ、または閉じないクライア"
                  "ントである。",
         .next = "状態別は STATES、個々の接続は netstat -ant で見る。",
     }},
    {"column.port.STATES",
     {
         .meaning = "The connections with this other end by TCP state, the most first.",
         .raised = "",
         .worry = "Mostly ESTABLISHED is normal; many CLOSE_WAIT: the program here does not close.",
         .next = "bpfnetstat explain with a state's name.",
     },
     {
         .meaning = "この相手との接続の TCP の状態別の数で、多い順に示す。",
         .raised = "",
         .worry = "大半が ESTABLISHED なら普通である。CLOSE_WAIT "
                  "が多ければ、こちらのプログラムが閉じていない。",
         .next = "状態の名前で bpfnetstat explain を実行する。",
     }},
    {"column.port.RECEIVED",
     {
         .meaning = "Bytes of payload that came from this other end, of the connections that are "
                    "open (JSON: rx_bytes).",
         .raised = "The kernel's count (bytes_received), without the peer's FIN.",
         .worry = "Beside many connections and no bytes: clients that connect and say nothing.",
         .next = "SENT for the other direction; bpfnetstat trace for connections as they end.",
     },
     {
         .meaning = "この相手から受け取ったペイロードのバイト数で、開いている接続の分(JSON では "
                    "rx_bytes)。",
         .raised = "カーネルの値(bytes_received)から相手の FIN を除いたものである。",
         .worry = "接続が多いのに 0 なら、接続しても何も送らないクライアントである。",
         .next = "逆方向は SENT、終わる接続は bpfnetstat trace で見る。",
     }},
    {"column.port.SENT",
     {
         .meaning = "Bytes of payload that went to this other end, of the connections that are "
                    "open (JSON: tx_bytes).",
         .raised = "The kernel's count of what was sent less what was sent again (bytes_sent, "
                   "bytes_retrans).",
         .worry = "It stands still while a peer does not read.",
         .next = "RECEIVED for the other direction; Send-Q of netstat -ant for what waits.",
     },
     {
         .meaning =
             "この相手へ送ったペイロードのバイト数で、開いている接続の分(JSON では tx_bytes)。",
         .raised =
             "送った量から再送した量を引いたカーネルの値(bytes_sent と bytes_retrans)による。",
         .worry = "相手が読まなければ増えない。",
         .next = "逆方向は RECEIVED、待っている量は netstat -ant の Send-Q で見る。",
     }},
    {"column.port.OLDEST",
     {
         .meaning = "Age of the oldest open connection with this other end (JSON: oldest_us).",
         .raised = "Since its handshake was seen; a dash where none was.",
         .worry = "Days are normal for pools and replication, not for a web browser.",
         .next = "netstat -anto for its timer: without keep-alive a dead peer is never noticed.",
     },
     {
         .meaning = "この相手との最も古い開いている接続の経過時間(JSON では oldest_us)。",
         .raised = "見たハンドシェイクから数える。見ていなければ - になる。",
         .worry =
             "コネクションプールやレプリケーションなら何日でも普通だが、ブラウザではそうではない。",
         .next = "netstat -anto でタイマーを見る。keep-alive がなければ落ちた相手に気付かない。",
     }},
    {"column.history.MINUTE",
     {
         .meaning =
             "The minute that a row of history --by minute is about: its beginning, local time.",
         .raised = "",
         .worry = "A minute without a row had no drops.",
         .next = "bpfnetstat history --by cause or --by client for the same interval.",
     },
     {
         .meaning = "history --by minute の行が示す 1 分間の始まり(現地時刻)。",
         .raised = "",
         .worry = "行のない分には破棄がなかった。",
         .next = "同じ期間を bpfnetstat history --by cause や --by client でも見る。",
     }},
    {"column.history.LONGEST QUEUE",
     {
         .meaning = "Connections in the accept queue when there were most in the interval, and its "
                    "limit then (JSON: accept_queue_longest, accept_queue_limit).",
         .raised = "As the daemon recorded it second by second.",
         .worry = "At the limit or above it: it was full.",
         .next = "concept.backlog; bpfnetstat history --by minute for when.",
     },
     {
         .meaning = "期間中に accept キューが最も長かったときの接続数と、そのときの上限(JSON では "
                    "accept_queue_longest と accept_queue_limit)。",
         .raised = "デーモンが 1 秒ごとに記録した値による。",
         .worry = "上限以上なら満杯だった。",
         .next = "concept.backlog を参照。いつかは bpfnetstat history --by minute で見る。",
     }},
    {"report.accepted_unseen",
     {
         .meaning = "accepted_unseen: connections that left the accept queue and of which no hook "
                    "saw how.",
         .raised = "The kernel itself took them (NFS, iSCSI and other kernel servers), or io_uring "
                   "as direct descriptors, where only tracepoints serve; or the kernel skipped the "
                   "program that sees accept(2), as it may where it is preemptible.",
         .worry = "Their waits are not known; nothing is wrong with them.",
         .next = "doctor.hook.queue; with fentry or kprobe it stays 0.",
     },
     {
         .meaning = "accepted_unseen。accept "
                    "キューから出たが、どう出たかをどのフックも見ていない接続の数。",
         .raised = "トレースポイントだけの場合に、カーネル自身(NFS や iSCSI "
                   "などのカーネル内サーバー)か、io_uring が direct descriptor として受け取った。"
                   "または、プリエンプト可能なカーネルが accept(2) を見るプログラムを飛ばした。",
         .worry = "待ち時間がわからないだけで、問題ではない。",
         .next = "doctor.hook.queue を参照。fentry か kprobe なら 0 のままである。",
     }},
    {"report.abandoned",
     {
         .meaning =
             "abandoned: connections that still waited for accept(2) when the listener closed.",
         .raised = "The kernel resets them, or hands them to another socket of the SO_REUSEPORT "
                   "group (net.ipv4.tcp_migrate_req).",
         .worry = "Clients see a reset although their connect() had succeeded. Typical of restarts "
                  "under load.",
         .next = "Drain before closing: stop new connections first, accept what is in the queue, "
                 "then close.",
     },
     {
         .meaning = "abandoned。リスナーが閉じたとき、まだ accept(2) を待っていた接続の数。",
         .raised = "カーネルはこれらをリセットするか、SO_REUSEPORT "
                   "グループの別のソケットへ渡す(net.ipv4.tcp_migrate_req)。",
         .worry = "connect() "
                  "が成功していたのに、クライアントにはリセットが届く。負荷のある間の再起動でよく起"
                  "きる。",
         .next = "先に新しい接続を止め、キューの接続を accept してから閉じる。",
     }},
    {"report.arrived",
     {
         .meaning = "arrived: connections that came into the listener's accept queue since the "
                    "daemon began; within recent: in the last ten to twenty seconds.",
         .raised = "The hook queue, at the end of each handshake.",
         .worry = "What arrived and was not accepted waits (accept_queue), was abandoned, or was "
                  "taken unseen.",
         .next = "report.accepted, column.listeners.ARRIVED/S.",
     },
     {
         .meaning = "arrived。デーモンの開始以後にリスナーの accept キューに入った接続の数。recent "
                    "の中では直近 10 から 20 秒の数である。",
         .raised = "フック queue が、ハンドシェイクの終わりに数える。",
         .worry = "入って accept "
                  "されていない接続は、待っている(accept_queue)、リスナーが閉じた(abandoned)"
                  "、見えずに取られた、のいずれかである。",
         .next = "report.accepted、column.listeners.ARRIVED/S を参照。",
     }},
    {"report.dropped_clients",
     {
         .meaning =
             "dropped_clients: what became of clients whose attempt was dropped. delayed: they "
             "came back and got in, delay_mean_us and delay_max_us later; lost: they did not come "
             "back in time; waiting: not known yet; drops_followed: how many drops this rests on.",
         .raised = "A client is followed by address and port until its next try is due, and two "
                   "seconds more.",
         .worry = "Delayed ones cost users whole seconds; lost ones are errors they see.",
         .next = "concept.retransmission; the verdict beneath the listener.",
     },
     {
         .meaning = "dropped_clients。捨てられたクライアントがその後どうなったか。delayed "
                    "は再試行して接続できた数(遅れは delay_mean_us と delay_max_us)、lost "
                    "は期限までに戻らなかった数、waiting はまだわからない数、drops_followed "
                    "はそのもとになった破棄の数である。",
         .raised = "クライアントをアドレスとポートで、次の再試行の時期とさらに 2 秒まで追う。",
         .worry = "delayed の利用者はちょうど何秒か待たされ、lost の利用者にはエラーが見える。",
         .next = "concept.retransmission と、リスナーの下の判定を見る。",
     }},
    {"report.verdict",
     {
         .meaning = "VERDICT beneath the table, \"verdict\" in JSON: the likeliest reason why the "
                    "listener drops, with evidence and remedy.",
         .raised = "A small set of rules over what was seen around its latest drops: states of the "
                   "holders' threads, rates, queue lengths, clients.",
         .worry = "It names what was observed; verdict.unknown where that does not suffice.",
         .next = "bpfnetstat explain verdict.NAME; README, and VERDICTS in the manual.",
     },
     {
         .meaning = "表の下の VERDICT、JSON の "
                    "verdict。リスナーが捨てる最もありそうな理由を、証拠(evidence)と対処(remedy)"
                    "とともに示す。",
         .raised = "直近の破棄の前後に見た、ソケットを持つスレッドの状態、速さ、キューの長さ、クラ"
                   "イアントに、少数の規則を当てはめる。",
         .worry = "観測した事実を示し、足りなければ verdict.unknown とする。",
         .next = "bpfnetstat explain verdict.NAME と、README、マニュアルの VERDICTS を見る。",
     }},
    {"report.evidence",
     {
         .meaning =
             "\"evidence\" of a verdict: what was seen around the listener's latest drops. "
             "window_ms: from the first to the last of them; quiet_ms: since then; clients: "
             "distinct addresses, with what became of them (clients_delayed, clients_lost, "
             "clients_waiting, delay_max_ms); half_open: handshakes that are not over; looks, "
             "looks_full: how often the queue was looked at, and found full or nearly so; group, "
             "group_idle, group_others_drops, group_others_waiting: sockets of the SO_REUSEPORT "
             "group, those with room, and what the others drop and keep waiting; obstacle: the "
             "verdict on the stuck one; still_ms: how long that thread has not run; threads_seen: "
             "how many were looked at, where not all; accepted_over_ms: over which time accepted "
             "is counted; syncookies: the sysctl; drop_cause: the cause of most drops.",
         .raised = "",
         .worry = "A figure that is not known is left out. cookies_sent is here of the whole "
                  "namespace, in the window.",
         .next = "report.verdict; the manual lists them under JSON.",
     },
     {
         .meaning =
             "判定の evidence。リスナーの直近の破棄の前後に見たもの。window_ms "
             "は最初の破棄から最後までの時間、quiet_ms はその後の時間、clients "
             "は異なるアドレスの数とその後(clients_delayed、clients_lost、clients_waiting、delay_"
             "max_ms)、half_open は終わっていないハンドシェイク、looks と looks_full "
             "はキューを見た回数と、満杯かそれに近かった回数、group、group_idle、group_others_"
             "drops、group_others_waiting は SO_REUSEPORT "
             "グループのソケットの数、空きのあるものの数、ほかのソケットの破棄数と待ち数、obstacle "
             "は止まったソケットについての判定、still_ms "
             "はそのスレッドが走っていない時間、threads_seen "
             "は全部を見ていない場合に見たスレッドの数、accepted_over_ms は accepted "
             "を数えた時間、syncookies は sysctl の値、drop_cause は大半の破棄の原因である。",
         .raised = "",
         .worry = "不明な値は出さない。ここでの cookies_sent は、その間の名前空間全体の数である。",
         .next = "report.verdict を参照。マニュアルの JSON に一覧がある。",
     }},
    {"report.queue_head",
     {
         .meaning = "QUEUED lines, \"queue_head\" in JSON: the first connections that wait to be "
                    "accepted, with their clients and how long they have waited (waited_us; "
                    "at_least where they had waited before anybody looked).",
         .raised = "listeners -v and port.",
         .worry = "Ages of seconds: nobody accepts. An unknown client: the kernel told no id of "
                  "its socket.",
         .next = "HOLDER lines say what the process does meanwhile (report.holder_states).",
     },
     {
         .meaning = "QUEUED の行、JSON の queue_head。accept "
                    "を待つ先頭の接続と、その相手、待った時間(waited_us。見る前から待っていれば "
                    "at_least を付ける)。",
         .raised = "listeners -v と port が示す。",
         .worry = "何秒も待っていれば、誰も accept "
                  "していない。相手が不明なら、カーネルがソケットの id を教えなかった。",
         .next = "その間プロセスが何をしているかは HOLDER の行で見る(report.holder_states)。",
     }},
    {"report.holder_states",
     {
         .meaning = "HOLDER lines, \"holder_states\" in JSON: what the threads of the processes "
                    "that hold the listener do now: state, system_call and its target (what the "
                    "descriptor is), wchan, stack.",
         .raised = "/proc/PID/task/TID at this moment; listeners -v and port.",
         .worry = "All in epoll_wait or accept with a short queue is idle. State D, T, or another "
                  "call while QUEUE is full is the obstacle.",
         .next = "verdict.accepter_blocked and its neighbours. The kernel's stack is shown to root "
                 "only.",
     },
     {
         .meaning = "HOLDER の行、JSON の "
                    "holder_"
                    "states。リスナーを持つプロセスのスレッドがいま何をしているか。状態、システムコ"
                    "ール(system_call)と対象(target)、wchan、stack を示す。",
         .raised = "listeners -v と port が、その瞬間の /proc/PID/task/TID を読む。",
         .worry = "キューが短く全員が epoll_wait か accept なら、暇なだけである。QUEUE "
                  "が満杯で、状態が D や T、または別のシステムコールなら、それが妨げている。",
         .next =
             "verdict.accepter_blocked とその前後を参照。カーネルスタックは root だけに見える。",
     }},
    {"report.record",
     {
         .meaning = "What every line of JSON has: \"type\" first (ready, drop, listener, "
                    "reconciliation, state, summary, port, peer, difference, verification, "
                    "history, history_summary, event, topic), \"schema\" in the first one, "
                    "\"time\". A value that is not known is left out.",
         .raised = "",
         .worry = "Field names never change; schema rises when a meaning does.",
         .next = "the section JSON of the manual lists them all; bpfnetstat explain NAME explains "
                 "most.",
     },
     {
         .meaning = "JSON の各行に共通のもの。先頭の "
                    "type("
                    "ready、drop、listener、reconciliation、state、summary、port、peer、difference"
                    "、verification、history、history_summary、event、topic)、最初の行の "
                    "schema、そして time。不明な値は出さない。",
         .raised = "",
         .worry = "フィールド名は変わらない。意味が変われば schema が上がる。",
         .next = "すべてはマニュアルの JSON の節にある。多くは bpfnetstat explain NAME で引ける。",
     }},
    {"report.history",
     {
         .meaning = "A row of history: what happened within the interval (since, until), by "
                    "listener, client, cause or minute (\"by\"): drops, the first and the last of "
                    "them, and a series of drops per so many seconds (series, series_seconds).",
         .raised = "What the daemon wrote once a second; recorded_since is the first that is kept. "
                   "rows_left_out and events_left_out: how many more there are.",
         .worry = "Times in which nobody watched are no rows but events: see report.gap.",
         .next = "bpfnetstat history --events; report.trend.",
     },
     {
         .meaning = "history の 1 行。期間(since から "
                    "until)に起きたことを、リスナー、クライアント、原因、分のいずれか(by)"
                    "ごとに示す。破棄数、その最初と最後、series_seconds "
                    "秒ごとの破棄数の並び(series)がある。",
         .raised = "デーモンが 1 秒ごとに書いたもので、recorded_since "
                   "が残る最初である。rows_left_out と events_left_out は示さなかった数である。",
         .worry = "誰も見ていなかった時間は行ではなくイベントになる。report.gap を参照。",
         .next = "bpfnetstat history --events と report.trend を見る。",
     }},
    {"doctor.sections",
     {
         .meaning =
             "The parts of doctor's report: PROBES (which mechanism serves each hook, and why not "
             "a better one), KERNEL, CAPABILITIES, SYSTEM (what was found), SELF-TEST (what worked "
             "when tried), PROBLEMS (what prevents or limits, each with advice).",
         .raised = "",
         .worry = "Only PROBLEMS asks for something to be done; the rest is evidence.",
         .next = "Read PROBLEMS first; explain any line of the others by its words.",
     },
     {
         .meaning = "doctor "
                    "の報告の各部分。PROBES(フックごとの方式と、より良いものでない理由)"
                    "、KERNEL、CAPABILITIES、SYSTEM(見つけた事実)、SELF-TEST(試した結果)、PROBLEMS("
                    "妨げや制限と対処)である。",
         .raised = "",
         .worry = "対処が要るのは PROBLEMS だけで、ほかは根拠である。",
         .next = "まず PROBLEMS を読む。ほかの行は、その語で explain を引く。",
     }},
};

}  // namespace

std::span<const Topic> report_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
