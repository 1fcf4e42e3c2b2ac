// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // TCP states, in the order of the kernel's numbers.
    {"state.ESTABLISHED",
     {
         .meaning =
             "The handshake is complete and data may flow both ways. On the server's side the "
             "connection may still be in the accept queue: the kernel completes handshakes "
             "without the program.",
         .raised =
             "A client gets here when it receives the SYN-ACK (tcp_rcv_synsent_state_process), a "
             "server when the handshake's last ACK arrives (tcp_rcv_state_process). close() or "
             "shutdown() moves it to FIN_WAIT1, the peer's FIN to CLOSE_WAIT, a RST or the last "
             "failed retransmission straight to CLOSE.",
         .worry =
             "Many are normal for a busy server. Look closer when they grow without bound, when "
             "nearly all are idle (leaked by the program, or peers that vanished without a FIN), "
             "or when Recv-Q or Send-Q stays above zero.",
         .next =
             "bpfnetstat port PORT shows peers and bytes; netstat -antpo shows owners and timers. "
             "For peers that vanished let the program set SO_KEEPALIVE or TCP_USER_TIMEOUT; "
             "without them an idle connection to a dead host stays forever.",
     },
     {
         .meaning =
             "ハンドシェイクが完了し、双方向にデータを送れる状態。サーバー側では、まだ accept "
             "キューの中にいることもある。カーネルはプログラムを待たずにハンドシェイクを完了させる"
             "からである。",
         .raised =
             "クライアントは SYN-ACK "
             "の受信で(tcp_rcv_synsent_state_process)、サーバーはハンドシェイク最後の ACK "
             "の受信で(tcp_rcv_state_process)この状態になる。close() や shutdown() で FIN_WAIT1 "
             "へ、相手の FIN で CLOSE_WAIT へ、RST や再送の打ち切りで直接 CLOSE へ移る。",
         .worry = "稼働中のサーバーで多いのは正常である。際限なく増える、ほとんどが無通信である("
                  "プログラムの閉じ忘れや、FIN を送らずに消えた相手)、Recv-Q や Send-Q が 0 "
                  "に戻らない、という場合は調べる。",
         .next =
             "bpfnetstat port PORT で相手と転送バイト数を、netstat -antpo で所有者とタイマーを見"
             "る。消えた相手には SO_KEEPALIVE か TCP_USER_TIMEOUT をプログラムに設定させる。どちら"
             "もなければ、落ちたホストとの無通信の接続は永久に残る。",
     }},
    {"state.SYN_SENT",
     {
         .meaning = "This host called connect() and has sent a SYN; nothing has answered yet.",
         .raised =
             "connect() leads here (tcp_v4_connect, tcp_v6_connect). A SYN-ACK moves it to "
             "ESTABLISHED, a RST to CLOSE with ECONNREFUSED. The kernel repeats the SYN "
             "tcp_syn_retries times (6, roughly two minutes in all), then gives up with ETIMEDOUT.",
         .worry =
             "One that lasts longer than a second or two has lost its SYN: a firewall drops it, "
             "the host is down, or the server's queue was full and its kernel dropped it. Many at "
             "once mean that a service this host depends on does not answer.",
         .next =
             "netstat -antpo | grep SYN_SENT gives the process and the number of retransmissions. "
             "On the server run bpfnetstat drops to see whether its listener dropped the SYN and "
             "why; tcpdump 'tcp[tcpflags] & tcp-syn != 0' on both ends shows where it gets lost.",
     },
     {
         .meaning = "このホストが connect() を呼んで SYN を送り、まだ応答がない状態。",
         .raised =
             "connect() でこの状態になる(tcp_v4_connect、tcp_v6_connect)。SYN-ACK で ESTABLISHED "
             "へ、RST なら ECONNREFUSED で CLOSE へ移る。カーネルは SYN を tcp_syn_retries 回(6 "
             "回、合計でおよそ 2 分)再送し、その後 ETIMEDOUT で諦める。",
         .worry = "1〜2 秒を超えて残るものは SYN "
                  "が失われている。ファイアウォールが捨てている、相手が落ちている、サーバーのキュー"
                  "が溢れてカーネルが捨てた、のいずれかである。一度に多数あれば、依存先のサービスが"
                  "応答していない。",
         .next =
             "netstat -antpo | grep SYN_SENT でプロセスと再送回数を見る。サーバー側で bpfnetstat "
             "drops を実行すれば、リスナーが SYN を捨てたか、その原因は何かがわかる。両端の "
             "tcpdump 'tcp[tcpflags] & tcp-syn != 0' でどこで消えるかを確かめる。",
     }},
    {"state.SYN_RECV",
     {
         .meaning =
             "A SYN came in for a listener here, the SYN-ACK has been sent, and the ACK that "
             "completes the handshake is awaited. Such a row is a small request in the SYN queue "
             "and has no inode and no process.",
         .raised =
             "tcp_conn_request() makes the request. The client's ACK turns it into a connection "
             "in the accept queue, a RST removes it, and so do tcp_synack_retries unanswered "
             "SYN-ACKs (5, about a minute). With a full accept queue the ACK is dropped, and the "
             "request stays although the client believes to be connected.",
         .worry =
             "A few come and go. Many from many addresses that never complete are a SYN flood; "
             "many from real clients on one port mean that the accept queue is full or that "
             "SYN-ACKs do not reach them. In the latter case the client shows SYN_SENT.",
         .next =
             "bpfnetstat netstat -L compares both queues of each listener. bpfnetstat drops tells "
             "a full accept queue from a full SYN queue; nstat -az TcpExtSyncookiesSent "
             "TcpExtTCPReqQFullDrop says what the kernel did about a flood.",
     },
     {
         .meaning =
             "リスナーに SYN が届いて SYN-ACK を返し、ハンドシェイクを完了させる ACK を待っている"
             "状態。この行は SYN キューにある小さな要求(request)で、inode もプロセスも持たない。",
         .raised =
             "tcp_conn_request() が要求を作る。クライアントの ACK で accept キューの接続になり、"
             "RST や、tcp_synack_retries 回(5 回、約 1 分)の SYN-ACK への無応答で消える。accept キ"
             "ューが満杯だと ACK が捨てられ、クライアントは接続済みと思っているのに要求が残る。",
         .worry =
             "少数が現れては消えるのは正常である。多数のアドレスから来て完了しないものが多ければ "
             "SYN flood、本物のクライアントが一つのポートに多ければ、accept キューが満杯か、"
             "SYN-ACK が相手に届いていない。後者ならクライアント側は SYN_SENT に見える。",
         .next = "bpfnetstat netstat -L でリスナーごとに二つのキューを比べる。bpfnetstat drops で "
                 "accept キューと SYN キューのどちらが溢れたかがわかる。flood へのカーネルの対応は "
                 "nstat -az TcpExtSyncookiesSent TcpExtTCPReqQFullDrop で見る。",
     }},
    {"state.FIN_WAIT1",
     {
         .meaning =
             "This side closed first: its FIN is queued or sent, but the peer has not "
             "acknowledged it. Data that was written before may still wait in front of the FIN.",
         .raised =
             "close() or shutdown(SHUT_WR) on an ESTABLISHED connection (tcp_close, "
             "tcp_shutdown). The ACK of the FIN moves it to FIN_WAIT2, a FIN without that ACK to "
             "CLOSING, both together to TIME_WAIT. A closed socket nobody holds (an orphan) gives "
             "up after tcp_orphan_retries (0 stands for 8 retries, tens of seconds to minutes).",
         .worry =
             "Many at once mean that peers went away without notice, the path is broken, or peers "
             "do not read (zero window) so that the FIN cannot be sent. They hold memory of their "
             "send buffers, which is how a client can exhaust a server.",
         .next =
             "netstat -anto: \"on\" with a growing second number is a lost path, \"probe\" a peer "
             "that does not read. Watch TcpExtTCPAbortOnTimeout and TcpExtTCPAbortOnMemory (nstat "
             "-az) and the figure \"orphan\" of /proc/net/sockstat against tcp_max_orphans; lower "
             "tcp_orphan_retries if they pile up.",
     },
     {
         .meaning =
             "こちらが先に閉じ、FIN は送信待ちか送信済みだが、相手がまだ確認応答していない状態。"
             "FIN の手前に、書き込み済みのデータが残っていることもある。",
         .raised =
             "ESTABLISHED の接続に close() か shutdown(SHUT_WR) を呼ぶとこの状態になる(tcp_close、"
             "tcp_shutdown)。FIN への ACK で FIN_WAIT2 へ、ACK のない FIN で CLOSING へ、両方が同"
             "時なら TIME_WAIT へ移る。閉じられて誰も持たないソケット(orphan)は "
             "tcp_orphan_retries(0 は 8 回の意味、数十秒から数分)で打ち切られる。",
         .worry = "一度に多ければ、相手が黙って消えた、経路が切れた、または相手が読まず(ウィンドウ "
                  "0)FIN "
                  "を送れない。送信バッファのメモリを抱えたまま残るので、クライアントがサーバーを枯"
                  "渇させる手口にもなる。",
         .next =
             "netstat -anto で、on で 2 番目の数が増えるなら経路の断、probe なら読まない相手であ"
             "る。nstat -az で TcpExtTCPAbortOnTimeout と TcpExtTCPAbortOnMemory を、"
             "/proc/net/sockstat の orphan を tcp_max_orphans と見比べる。溜まるなら "
             "tcp_orphan_retries を下げる。",
     }},
    {"state.FIN_WAIT2",
     {
         .meaning =
             "This side has closed and the peer has acknowledged that; the peer's own FIN is "
             "awaited. The peer is in CLOSE_WAIT.",
         .raised =
             "The ACK of our FIN leads here (tcp_rcv_state_process). The peer's FIN moves it to "
             "TIME_WAIT. After close() the kernel waits tcp_fin_timeout (60 s) and forgets it; "
             "after shutdown(SHUT_WR) alone, with the descriptor still open, there is no limit.",
         .worry = "Many with an inode of 0 are ended by the timer and are harmless. Many that a "
                  "process still holds mean that it waits for peers that never close.",
         .next =
             "netstat -antpo: a process in the last column means that the program must close or "
             "set a timeout. Ask the peer's host for CLOSE_WAIT on the same ports: the fault is "
             "usually there. tcp_fin_timeout shortens the wait of those that nobody holds.",
     },
     {
         .meaning =
             "こちらは閉じ、相手もそれを確認応答したが、相手の FIN がまだ来ない状態。相手側は "
             "CLOSE_WAIT である。",
         .raised = "こちらの FIN への ACK でこの状態になる(tcp_rcv_state_process)。相手の FIN で "
                   "TIME_WAIT へ移る。close() の後なら tcp_fin_timeout(60 秒)で忘れられる。"
                   "shutdown(SHUT_WR) だけで記述子を開いたままなら期限はない。",
         .worry =
             "inode が 0 のものはタイマーで消えるので、多くても害はない。プロセスがまだ持っている"
             "ものが多ければ、閉じない相手を待ち続けている。",
         .next =
             "netstat -antpo で最後の列にプロセスが出るなら、そのプログラムが閉じるかタイムアウト"
             "を設けるべきである。相手ホストの同じポートに CLOSE_WAIT がないか見る。原因はたいてい"
             "そちらにある。誰も持たないものは tcp_fin_timeout で短くできる。",
     }},
    {"state.TIME_WAIT",
     {
         .meaning =
             "Both sides have closed, and this side closed first. The kernel keeps the address "
             "pair for 60 seconds, so that late packets do not reach a new connection and a lost "
             "last ACK can be repeated.",
         .raised =
             "The peer's FIN in FIN_WAIT2, or the last ACK in CLOSING, leads here "
             "(tcp_time_wait): the socket is replaced by a small record without owner. A fixed "
             "timer of 60 seconds (TCP_TIMEWAIT_LEN, not tcp_fin_timeout) ends it; a new SYN with "
             "a higher sequence number or timestamp may reuse it earlier.",
         .worry =
             "Tens of thousands are normal on a host that closes many short connections; each "
             "takes a few hundred bytes. It is a problem for a client that opens connections to "
             "one address and port faster than its local ports return (connect() fails with "
             "EADDRNOTAVAIL), or when TcpExtTCPTimeWaitOverflow grows.",
         .next =
             "Use connections again (keep-alive, pools) or let the other side close first. "
             "Compare their number for one peer with net.ipv4.ip_local_port_range; tcp_tw_reuse=1 "
             "lets clients reuse them. Do not look for tcp_tw_recycle: kernels since 4.12 have "
             "none. See concept.TIME_WAIT-reuse.",
     },
     {
         .meaning =
             "双方が閉じ、こちらが先に閉じた状態。遅れて届くパケットを新しい接続に渡さないため、ま"
             "た失われた最後の ACK を送り直せるように、カーネルはアドレスとポートの組を 60 秒間覚"
             "えておく。",
         .raised = "FIN_WAIT2 で相手の FIN を受けるか、CLOSING で最後の ACK "
                   "を受けるとこの状態になり(tcp_time_wait)"
                   "、ソケットは所有者のない小さな記録に置き換わる。60 "
                   "秒固定のタイマー(TCP_TIMEWAIT_LEN。tcp_fin_timeout "
                   "ではない)で消える。シーケンス番号かタイムスタンプが進んだ新しい SYN "
                   "があれば、より早く再利用される。",
         .worry =
             "短い接続を多数閉じるホストでは数万あっても正常で、1 個は数百バイトである。問題になる"
             "のは、一つの宛先への接続をローカルポートが戻るより速く開くクライアント(connect() が "
             "EADDRNOTAVAIL で失敗する)と、TcpExtTCPTimeWaitOverflow が増える場合である。",
         .next =
             "接続を使い回す(keep-alive、コネクションプール)か、相手に先に閉じさせる。一つの相手に"
             "対する数を net.ipv4.ip_local_port_range と比べる。クライアントは tcp_tw_reuse=1 で再"
             "利用できる。tcp_tw_recycle は 4.12 以降のカーネルにはない。concept.TIME_WAIT-reuse "
             "も参照。",
     }},
    {"state.CLOSE",
     {
         .meaning =
             "The socket has no connection. Translations of netstat's man page call it CLOSED; "
             "what netstat prints is CLOSE. For UDP the same number means \"not connected\", and "
             "the column stays empty.",
         .raised =
             "Every TCP socket begins here and ends here: tcp_done(), tcp_reset() and the end of "
             "LAST_ACK lead here. In bpfnetstat trace it is the old state of connect() and "
             "listen() and the new state of every end.",
         .worry =
             "netstat hardly ever shows it for TCP, as such sockets are in no table of the "
             "kernel; a row is a socket caught at its end. A process with many sockets in CLOSE "
             "(socket:[...] in /proc/PID/fd without a row in netstat) creates or keeps "
             "descriptors without use.",
         .next =
             "ls -l /proc/PID/fd | grep -c socket against the rows of netstat -antp for that PID "
             "finds descriptors left open after an error; bpfnetstat trace -p PID shows how "
             "connections came to their end.",
     },
     {
         .meaning =
             "接続を持たないソケット。日本語の man ページには CLOSED とあるが、netstat が表示する"
             "のは CLOSE である。UDP では同じ番号が「未接続」を意味し、列は空になる。",
         .raised =
             "TCP ソケットはすべてここから始まりここで終わる。tcp_done()、tcp_reset()、LAST_ACK の"
             "終わりがここへ導く。bpfnetstat trace では connect() と listen() の旧状態、そしてあら"
             "ゆる終わりの新状態である。",
         .worry =
             "この状態のソケットはカーネルのどの表にもないので、netstat の TCP にはほとんど現れな"
             "い。出るとすれば終わる瞬間をとらえた行である。/proc/PID/fd に socket:[...] があるの"
             "に netstat に行がないものが多いプロセスは、使わない記述子を抱えている。",
         .next =
             "ls -l /proc/PID/fd | grep -c socket とその PID の netstat -antp の行数を比べると、エ"
             "ラーの後に閉じ忘れた記述子が見つかる。bpfnetstat trace -p PID で接続がどう終わったか"
             "を見る。",
     }},
    {"state.CLOSE_WAIT",
     {
         .meaning = "The peer has closed its side; the kernel waits for the local program to call "
                    "close(). Data may still be sent.",
         .raised = "The peer's FIN leads here (tcp_fin). Only the local program moves it on, by "
                   "close() or shutdown() to LAST_ACK, or by its end. The kernel has no timer for "
                   "it but keep-alive, where the program has set SO_KEEPALIVE; a RST ends it.",
         .worry = "Each one that lasts is a bug or a stall of the local program: it does not read "
                  "the end of the stream, or forgot the descriptor. Without keep-alive they do not "
                  "go away by themselves and end in EMFILE. On a listener's accept queue they are "
                  "clients that gave up waiting.",
         .next = "netstat -antp | grep CLOSE_WAIT names the process; a row without one is a "
                 "connection nobody has accepted yet, see bpfnetstat listeners. Look into the "
                 "program: a missing close(), a pool that does not check its connections, a thread "
                 "that hangs (cat /proc/PID/stack, a stack dump). A restart only hides it.",
     },
     {
         .meaning =
             "相手は閉じ、カーネルはこちらのプログラムが close() を呼ぶのを待っている状態。こちら"
             "からの送信はまだできる。",
         .raised = "相手の FIN "
                   "でこの状態になる(tcp_fin)。先へ進めるのはローカルのプログラムだけで、close() "
                   "か shutdown() で LAST_ACK へ移る。プロセスの終了でも同じである。SO_KEEPALIVE "
                   "を設定していなければ、この状態のタイマーはない。RST なら終わる。",
         .worry =
             "残り続けるものは、どれもローカルのプログラムの不具合か停滞である。ストリームの終わり"
             "を読んでいないか、記述子を忘れている。keep-alive がなければ自然には消えず、最後は "
             "EMFILE になる。accept キューの中にあれば、待ち切れずに諦めたクライアントである。",
         .next =
             "netstat -antp | grep CLOSE_WAIT でプロセスがわかる。プロセスのない行はまだ accept さ"
             "れていない接続なので bpfnetstat listeners を見る。プログラムを調べる: close() の漏"
             "れ、接続を検査しないプール、止まったスレッド(cat /proc/PID/stack、スタックダンプ)。"
             "再起動は隠すだけである。",
     }},
    {"state.LAST_ACK",
     {
         .meaning =
             "The peer closed first, then this side closed too; the ACK of this side's FIN is "
             "awaited.",
         .raised =
             "close() in CLOSE_WAIT leads here (tcp_close). The peer's ACK moves it to CLOSE; "
             "otherwise the FIN is sent again until tcp_orphan_retries are used up. There is no "
             "TIME_WAIT afterwards: that is the peer's.",
         .worry =
             "It lasts one round trip. Many mean that peers vanished after their FIN, that a "
             "firewall forgot the connection and drops the FIN, or that a peer in front of unread "
             "data does not open its window.",
         .next = "netstat -anto shows the retransmissions. Compare idle timeouts of firewalls, NAT "
                 "and load balancers on the path with the life of the connections; tcpdump "
                 "'tcp[tcpflags] & tcp-fin != 0' shows FINs without answer.",
     },
     {
         .meaning = "相手が先に閉じ、こちらも閉じて、こちらの FIN への ACK を待っている状態。",
         .raised =
             "CLOSE_WAIT での close() でこの状態になる(tcp_close)。相手の ACK で CLOSE へ移る。来"
             "なければ tcp_orphan_retries を使い切るまで FIN を再送する。この後に TIME_WAIT はな"
             "い。それは相手側が持つ。",
         .worry =
             "通常は 1 往復の間だけである。多ければ、相手が FIN の後に消えた、ファイアウォールが接"
             "続を忘れて FIN を捨てている、または相手が未読データを抱えてウィンドウを開かない。",
         .next =
             "netstat -anto で再送を見る。経路上のファイアウォール、NAT、ロードバランサの無通信タ"
             "イムアウトと接続の寿命を比べる。tcpdump 'tcp[tcpflags] & tcp-fin != 0' で応答のない "
             "FIN がわかる。",
     }},
    {"state.LISTEN",
     {
         .meaning =
             "The socket waits for connections. Recv-Q is the number of connections in its accept "
             "queue now; netstat's Send-Q is always 0 here, while ss prints the queue's limit in "
             "that place.",
         .raised =
             "listen() leads here (inet_csk_listen_start), close() leads away and resets what "
             "waits in the accept queue. The kernel makes connections out of requests by itself; "
             "accept() takes them.",
         .worry =
             "A Recv-Q that stays near the limit means that the program accepts too slowly; at "
             "limit + 1 the kernel drops SYNs and ACKs. A listener that you do not know is a "
             "question of security.",
         .next = "bpfnetstat listeners shows queue, peak, limit and drops of each; bpfnetstat port "
                 "PORT shows what a port is used for and by whom; bpfnetstat netstat -L shows both "
                 "queues. Limits: concept.backlog, concept.somaxconn.",
     },
     {
         .meaning =
             "接続を待ち受けているソケット。Recv-Q はいま accept キューにある接続の数である。"
             "netstat の Send-Q はここでは常に 0 で、ss は同じ場所にキューの上限を出す。",
         .raised =
             "listen() でこの状態になり(inet_csk_listen_start)、close() で抜ける。そのとき accept "
             "キューに残る接続はリセットされる。要求から接続を作るのはカーネル自身で、accept() は"
             "それを取り出すだけである。",
         .worry =
             "Recv-Q が上限の近くに居続けるなら、プログラムの accept が追いついていない。上限 + 1 "
             "に達するとカーネルは SYN や ACK を捨てる。心当たりのない LISTEN はセキュリティの問題"
             "である。",
         .next =
             "bpfnetstat listeners でキュー、最大値、上限、破棄数を見る。ポートの用途と利用者は "
             "bpfnetstat port PORT、二つのキューは bpfnetstat netstat -L でわかる。上限については "
             "concept.backlog と concept.somaxconn を参照。",
     }},
    {"state.CLOSING",
     {
         .meaning = "Both sides closed at the same moment: each has sent a FIN before it saw the "
                    "other's. The ACK of ours is still missing.",
         .raised =
             "A FIN that does not acknowledge ours, in FIN_WAIT1, leads here (tcp_fin). The ACK "
             "moves it to TIME_WAIT; without one the FIN is sent again until tcp_orphan_retries "
             "are used up.",
         .worry = "Rare and short. Many that last mean that ACKs from the peers are lost.",
         .next =
             "netstat -anto for retransmissions; tcpdump host PEER for what becomes of the FINs; "
             "nstat -az TcpRetransSegs for losses in general.",
     },
     {
         .meaning =
             "双方が同時に閉じ、互いに相手の FIN を見る前に FIN を送った状態。こちらの FIN への "
             "ACK がまだ来ていない。",
         .raised =
             "FIN_WAIT1 で、こちらの FIN を確認応答していない FIN を受けるとこの状態になる"
             "(tcp_fin)。ACK で TIME_WAIT へ移る。来なければ tcp_orphan_retries を使い切るまで "
             "FIN を再送する。",
         .worry = "まれで短い。残り続けるものが多ければ、相手からの ACK が失われている。",
         .next =
             "netstat -anto で再送を、tcpdump host PEER で FIN の行方を、nstat -az TcpRetransSegs "
             "で損失全般を見る。",
     }},
    {"state.UNKNOWN",
     {
         .meaning =
             "netstat has no name for the number that the kernel gave. For TCP that is a number "
             "above 11, for UDP one that is neither connected nor unconnected.",
         .raised = "Kernels 5.10 to 7.3 print only 1 to 11 into /proc/net/tcp: requests (12 in the "
                   "kernel) are shown as SYN_RECV.",
         .worry =
             "It should not happen. A foreign or later kernel may have a new state, or the line "
             "was not a whole one.",
         .next =
             "Look at the column st of /proc/net/tcp, and at ss -tan, for the number; report it "
             "with uname -r.",
     },
     {
         .meaning =
             "カーネルが渡した番号に、netstat が名前を持たない状態。TCP では 11 より大きい番号、"
             "UDP では接続済みでも未接続でもない番号である。",
         .raised =
             "カーネル 5.10 から 7.3 が /proc/net/tcp に出すのは 1 から 11 だけで、要求(カーネル内"
             "では 12)は SYN_RECV と表示される。",
         .worry =
             "起きないはずである。別種の、または後のカーネルに新しい状態があるか、行が途中で切れて"
             "いる。",
         .next = "/proc/net/tcp の st の列と ss -tan で番号を確かめ、uname -r とともに報告する。",
     }},
    // States of sockets without connections, and of unix sockets.
    {"state.udp.ESTABLISHED",
     {
         .meaning =
             "A UDP socket that called connect(): it has one fixed peer and takes datagrams from "
             "that peer only. Nothing was sent to establish it.",
         .raised =
             "connect() on a UDP socket (ip4_datagram_connect, ip6_datagram_connect) sets it, "
             "connect() to AF_UNSPEC takes it back.",
         .worry =
             "Normal for DNS clients, QUIC and the like. Many of one process mean that it opens a "
             "socket per request and does not close it.",
         .next = "netstat -anup names the process; compare with its limit of open files "
                 "(/proc/PID/limits).",
     },
     {
         .meaning =
             "connect() を呼んだ UDP ソケット。相手が一つに定まり、その相手からのデータグラムだけ"
             "を受け取る。確立のために何かを送ったわけではない。",
         .raised =
             "UDP ソケットへの connect()(ip4_datagram_connect、ip6_datagram_connect)で設定され、"
             "AF_UNSPEC への connect() で解除される。",
         .worry =
             "DNS クライアントや QUIC では正常である。一つのプロセスに多ければ、要求ごとにソケット"
             "を開いて閉じていない。",
         .next =
             "netstat -anup でプロセスを見る。開けるファイル数の上限(/proc/PID/limits)と比べる。",
     }},
    {"state.udp.unconnected",
     {
         .meaning =
             "An empty State of a UDP or UDPLite socket: it is bound and takes datagrams from "
             "anyone.",
         .raised =
             "bind(), or the first datagram sent without connect(), which binds it to a port of "
             "the kernel's choice.",
         .worry = "Normal: UDP servers look like this. An unknown port that is open to anyone is a "
                  "question of security.",
         .next =
             "netstat -anup shows who holds it; a Recv-Q that stays high means that its program "
             "reads too slowly, see Udp.RcvbufErrors.",
     },
     {
         .meaning =
             "UDP や UDPLite ソケットの State が空の場合。バインドされていて、誰からのデータグラム"
             "でも受け取る。",
         .raised =
             "bind()、または connect() なしの最初の送信(カーネルが選んだポートにバインドされる)に"
             "よる。",
         .worry = "正常である。UDP "
                  "サーバーはこう見える。誰にでも開いた見知らぬポートはセキュリティの問題である。",
         .next = "netstat -anup で誰が持つかを見る。Recv-Q が高いままなら、プログラムの読み出しが遅"
                 "い。Udp.RcvbufErrors を参照。",
     }},
    {"state.raw",
     {
         .meaning =
             "A number in the State column of a raw socket: the kernel's state as it is. 7 is a "
             "socket that is not connected, 1 one that is.",
         .raised =
             "socket(SOCK_RAW) begins with 7, connect() makes it 1. The \"port\" of such a row is "
             "the IP protocol's number.",
         .worry =
             "Normal for ping, routing daemons, VPNs and monitoring. An unknown program with a "
             "raw socket can read and forge packets.",
         .next = "netstat -anwp names the process; it takes CAP_NET_RAW to open one.",
     },
     {
         .meaning =
             "raw ソケットの State の列に出る数字。カーネルの状態番号そのもので、7 は未接続、1 は"
             "接続済みである。",
         .raised =
             "socket(SOCK_RAW) は 7 で始まり、connect() で 1 になる。この行の「ポート」は IP プロ"
             "トコル番号である。",
         .worry =
             "ping、経路制御デーモン、VPN、監視では正常である。見知らぬプログラムの raw ソケット"
             "は、パケットの盗み見や偽造に使える。",
         .next = "netstat -anwp でプロセスを見る。開くには CAP_NET_RAW が要る。",
     }},
    {"state.FREE",
     {
         .meaning = "Of a unix socket: allocated for nobody. The kernel's number is 0.",
         .raised = "No kernel from 5.10 to 7.3 prints it into /proc/net/unix.",
         .worry = "It does not occur. A row with it comes from a damaged file or an emulation of "
                  "procfs.",
         .next =
             "Look at the column St of /proc/net/unix; ss -xa shows the same sockets by another "
             "way.",
     },
     {
         .meaning = "unix ソケットで、誰にも割り当てられていない状態。カーネルの番号は 0 である。",
         .raised = "5.10 から 7.3 のどのカーネルも、これを /proc/net/unix には出さない。",
         .worry = "実際には現れない。出るとすれば、壊れたファイルか procfs の模倣である。",
         .next = "/proc/net/unix の St の列を見る。ss -xa は同じソケットを別の経路で表示する。",
     }},
    {"state.LISTENING",
     {
         .meaning =
             "Of a unix socket: it waits for connections, like LISTEN of TCP. Shown with -l or -a.",
         .raised = "listen() on a stream or seqpacket socket (unix_listen); close() ends it. The "
                   "backlog is clamped by somaxconn.",
         .worry = "Normal. When its queue is full, connect() of the clients blocks or fails with "
                  "EAGAIN; no counter of the kernel tells.",
         .next = "bpfnetstat netstat -xL shows the queue and its limit. Rows with the same Path in "
                 "CONNECTING are connections that wait for accept().",
     },
     {
         .meaning =
             "unix ソケットで、接続を待ち受けている状態。TCP の LISTEN に当たる。-l か -a で表示さ"
             "れる。",
         .raised =
             "stream か seqpacket のソケットへの listen()(unix_listen)でなり、close() で終わる。"
             "backlog は somaxconn で切り詰められる。",
         .worry = "正常である。キューが満杯だと、クライアントの connect() は待たされるか EAGAIN "
                  "で失敗する。それを数えるカウンターはカーネルにない。",
         .next = "bpfnetstat netstat -xL でキューと上限を見る。同じ Path で CONNECTING の行は、"
                 "accept() を待っている接続である。",
     }},
    {"state.CONNECTING",
     {
         .meaning =
             "Of a unix socket: connected by a client, but no program holds this end yet. In "
             "practice it is a connection in a listener's queue that waits for accept(); its "
             "I-Node is 0.",
         .raised = "connect() of the client makes this end at once (unix_stream_connect); accept() "
                   "gives it to a program and makes it CONNECTED.",
         .worry =
             "A row that stays, or several with the same Path, means that the listener's program "
             "does not accept.",
         .next = "Find the listener: netstat -xlp. Look at what its process does (/proc/PID/stack, "
                 "/proc/PID/wchan); bpfnetstat netstat -xL compares queue and limit.",
     },
     {
         .meaning =
             "unix ソケットで、クライアントは接続済みだが、こちらの端をまだどのプログラムも持って"
             "いない状態。実際には、リスナーのキューで accept() を待っている接続である。I-Node は "
             "0 になる。",
         .raised =
             "クライアントの connect() がこの端をただちに作り(unix_stream_connect)、accept() がプ"
             "ログラムに渡して CONNECTED にする。",
         .worry =
             "残り続ける行や、同じ Path の行が複数あれば、リスナーのプログラムが accept していな"
             "い。",
         .next = "netstat -xlp でリスナーを探し、プロセスが何をしているかを見る(/proc/PID/stack、"
                 "/proc/PID/wchan)。bpfnetstat netstat -xL でキューと上限を比べる。",
     }},
    {"state.CONNECTED",
     {
         .meaning = "Of a unix socket: it has a peer, and a program holds it.",
         .raised =
             "connect() and accept(), or socketpair(). A datagram socket shows it as well once "
             "somebody has called connect() towards it (from about 5.15 on).",
         .worry =
             "Normal: every local service has many. Growth without bound is a program that does "
             "not close.",
         .next = "netstat -xp names the holders; ss -xp shows which two sockets belong together, "
                 "which netstat cannot.",
     },
     {
         .meaning = "unix ソケットで、相手がいて、プログラムが持っている状態。",
         .raised =
             "connect() と accept()、または socketpair() による。データグラムのソケットも、誰かが "
             "connect() するとこう表示される(およそ 5.15 以降)。",
         .worry =
             "正常で、ローカルのサービスには多数ある。際限なく増えるなら、閉じないプログラムがあ"
             "る。",
         .next =
             "netstat -xp で持ち主を見る。どの二つが対になるかは netstat にはわからず、ss -xp が示"
             "す。",
     }},
    {"state.DISCONNECTING",
     {
         .meaning =
             "Of a unix socket: no program holds it and it has no connection. In spite of its "
             "name it is usually one half of a connection in the making: a client that is blocked "
             "in connect() because the listener's queue is full.",
         .raised =
             "unix_stream_connect() makes the server's end before it waits for room in the queue; "
             "the row has no path, I-Node 0 and the type UNKNOWN. Room in the queue makes it "
             "CONNECTING.",
         .worry =
             "Seen for moments it is normal. Rows that stay are clients that wait for a server "
             "which does not accept.",
         .next = "bpfnetstat netstat -xL shows the listener whose queue is over its limit; netstat "
                 "-xlp names its process. Look at what that one does (/proc/PID/stack, "
                 "/proc/PID/wchan).",
     },
     {
         .meaning =
             "unix ソケットで、持つプログラムがなく、接続もない状態。名前に反し、たいていは作りか"
             "けの接続の片方である。リスナーのキューが満杯のため、クライアントが connect() で待た"
             "されている。",
         .raised = "unix_stream_connect() "
                   "は、キューの空きを待つ前にサーバー側の端を作る。この行はパスがなく、I-Node は "
                   "0、型は UNKNOWN になる。キューが空けば CONNECTING になる。",
         .worry = "一瞬見えるだけなら正常である。残り続ける行は、accept "
                  "しないサーバーを待つクライアントである。",
         .next =
             "bpfnetstat netstat -xL で上限を超えたキューのリスナーを、netstat -xlp でそのプロセス"
             "を探し、何をしているかを見る(/proc/PID/stack、/proc/PID/wchan)。",
     }},
    {"state.unix.unconnected",
     {
         .meaning =
             "An empty State of a unix socket: it is neither connected nor listening. Datagram "
             "servers look like this until a sender has called connect() towards them; from about "
             "5.15 on the kernel then shows both as CONNECTED.",
         .raised = "socket(), and bind() for a name; connect() or listen() leads away.",
         .worry = "Normal for DGRAM. STREAM sockets that stay so were opened and never used.",
         .next = "netstat -xap shows holders and paths.",
     },
     {
         .meaning = "unix ソケットの State "
                    "が空の場合。接続も待ち受けもしていない。データグラムのサーバーは、送り手が "
                    "connect() するまでこう見える。およそ 5.15 以降のカーネルは、その後どちらも "
                    "CONNECTED と表示する。",
         .raised = "socket() と、名前を付ける bind() による。connect() か listen() で抜ける。",
         .worry = "DGRAM では正常である。この状態のままの STREAM は、開いただけで使われていない。",
         .next = "netstat -xap で持ち主とパスを見る。",
     }},
    {"state.unix.UNKNOWN",
     {
         .meaning = "Of a unix socket: a state that netstat has no name for.",
         .raised = "The kernel prints only 1 to 4 into /proc/net/unix.",
         .worry = "It should not happen; the line may have been cut.",
         .next = "Compare with the column St of /proc/net/unix and with ss -xa.",
     },
     {
         .meaning = "unix ソケットで、netstat が名前を持たない状態。",
         .raised = "カーネルが /proc/net/unix に出すのは 1 から 4 だけである。",
         .worry = "起きないはずである。行が途中で切れた可能性がある。",
         .next = "/proc/net/unix の St の列および ss -xa と比べる。",
     }},
    // Columns of the tables of sockets.
    {"column.Proto",
     {
         .meaning =
             "The protocol, and which table of the kernel the row came from: tcp, udp, udpl "
             "(UDPLite) or raw, each with a 6 for the IPv6 table; sctp for both families; unix "
             "for unix sockets.",
         .raised = "",
         .worry = "tcp6 does not mean that the traffic is IPv6: an IPv6 socket without IPV6_V6ONLY "
                  "serves IPv4 clients too and shows as tcp6 with an IPv4 address. A service that "
                  "listens on tcp6 :::80 usually takes IPv4 as well.",
         .next =
             "ss -lnte prints v6only: for each IPv6 listener; sysctl net.ipv6.bindv6only is the "
             "default.",
     },
     {
         .meaning =
             "プロトコルと、行の出所であるカーネルの表。tcp、udp、udpl(UDPLite)、raw があり、IPv6 "
             "の表なら 6 が付く。sctp は両方に共通で、unix ソケットでは unix である。",
         .raised = "",
         .worry =
             "tcp6 は通信が IPv6 であることを意味しない。IPV6_V6ONLY のない IPv6 ソケットは IPv4 "
             "のクライアントにも応じ、IPv4 アドレスのまま tcp6 と表示される。tcp6 の :::80 で待つ"
             "サービスは、たいてい IPv4 も受ける。",
         .next = "ss -lnte が IPv6 リスナーごとに v6only: を表示する。既定値は sysctl "
                 "net.ipv6.bindv6only である。",
     }},
    {"column.Recv-Q",
     {
         .meaning =
             "Of a connection: bytes that the kernel has received and acknowledged and the "
             "program has not read. Of a TCP listener: connections in the accept queue now. Of "
             "UDP and raw: memory of the waiting datagrams, overhead included.",
         .raised =
             "TCP: rcv_nxt - copied_seq, in LISTEN sk_ack_backlog (get_tcp4_sock). netstat's man "
             "page speaks of the SYN backlog for listeners; the kernel shows the accept queue.",
         .worry =
             "Zero or short peaks are normal. A value that stays means that the program does not "
             "read: the window closes and the peer waits. Of a listener, limit + 1 means that "
             "connections are being dropped.",
         .next =
             "netstat -antp names the program; see whether it is busy, blocked or stopped (top "
             "-H, /proc/PID/wchan). For a listener bpfnetstat listeners; for UDP Udp.RcvbufErrors.",
     },
     {
         .meaning =
             "接続では、カーネルが受信して確認応答したが、プログラムがまだ読んでいないバイト数。"
             "TCP リスナーでは、いま accept キューにある接続の数。UDP と raw では、待っているデー"
             "タグラムのメモリ(管理領域込み)。",
         .raised =
             "TCP では rcv_nxt - copied_seq、LISTEN では sk_ack_backlog である(get_tcp4_sock)。"
             "netstat の man ページはリスナーについて SYN backlog と書くが、カーネルが示すのは "
             "accept キューである。",
         .worry =
             "0 や短いピークは正常である。下がらないなら、プログラムが読んでいない。ウィンドウが閉"
             "じ、相手は待たされる。リスナーで上限 + 1 なら、接続が破棄されている。",
         .next =
             "netstat -antp でプログラムを知り、忙しいのか、待っているのか、止まっているのかを見る"
             "(top -H、/proc/PID/wchan)。リスナーなら bpfnetstat listeners、UDP なら "
             "Udp.RcvbufErrors を見る。",
     }},
    {"column.Send-Q",
     {
         .meaning =
             "Of a connection: bytes that the program has written and the peer has not "
             "acknowledged, sent or not. Of UDP and raw: memory of datagrams still to be sent. Of "
             "a TCP listener always 0.",
         .raised =
             "TCP: write_seq - snd_una (get_tcp4_sock). ss prints the limit of the accept queue "
             "here for listeners; /proc/net/tcp, which netstat reads, does not have it.",
         .worry =
             "Normal while data flows, about the bandwidth-delay product. A value that stays with "
             "the timer \"on\" is a lossy or dead path, with \"probe\" a peer that does not read.",
         .next =
             "netstat -anto for the timer, ss -ti for cwnd, rtt, retrans and what limits the "
             "sender (rwnd_limited, sndbuf_limited). The limit of a listener: bpfnetstat netstat "
             "-L, ss -lnt.",
     },
     {
         .meaning =
             "接続では、プログラムが書いて相手がまだ確認応答していないバイト数(送信済みか否かを問"
             "わない)。UDP と raw では、これから送るデータグラムのメモリ。TCP リスナーでは常に 0。",
         .raised =
             "TCP では write_seq - snd_una である(get_tcp4_sock)。ss はリスナーについてここに "
             "accept キューの上限を出すが、netstat が読む /proc/net/tcp にはそれがない。",
         .worry =
             "データが流れている間は正常で、帯域遅延積ほどになる。下がらず、タイマーが on なら経路"
             "の損失か断、probe なら読まない相手である。",
         .next =
             "netstat -anto でタイマーを、ss -ti で cwnd、rtt、retrans と送信を制限するもの"
             "(rwnd_limited、sndbuf_limited)を見る。リスナーの上限は bpfnetstat netstat -L や ss "
             "-lnt で見る。",
     }},
    {"column.Local Address",
     {
         .meaning =
             "Address and port of this end. 0.0.0.0 or :: is every address of the host; * is no "
             "port. For raw sockets the number behind the colon is the IP protocol.",
         .raised = "",
         .worry =
             "Of a listener it decides who can reach it: 127.0.0.1 only this host, 0.0.0.0 every "
             "network. Without -W long addresses are cut; without -n names are looked up, which "
             "can take long.",
         .next = "netstat -lntW shows listeners in full. Compare with what the service should be "
                 "bound to and with the firewall.",
     },
     {
         .meaning =
             "こちら側のアドレスとポート。0.0.0.0 や :: はホストの全アドレス、* はポートなしを意味"
             "する。raw ソケットではコロンの後ろは IP プロトコル番号である。",
         .raised = "",
         .worry =
             "リスナーでは、誰が接続できるかを決める。127.0.0.1 ならこのホストだけ、0.0.0.0 ならす"
             "べてのネットワークである。-W がないと長いアドレスは切られ、-n がないと名前を引くので"
             "時間がかかることがある。",
         .next =
             "netstat -lntW でリスナーを切らずに見る。サービスがバインドすべきアドレスおよびファイ"
             "アウォールと照らし合わせる。",
     }},
    {"column.Foreign Address",
     {
         .meaning =
             "Address and port of the other end. 0.0.0.0:* or :::* means that there is none: a "
             "listener, or a UDP socket that takes datagrams from anyone.",
         .raised = "",
         .worry = "Behind a proxy or NAT it is the proxy's address, not the user's. Very many rows "
                  "from one address are one client, one NAT, or an attack.",
         .next =
             "bpfnetstat port PORT counts connections by peer. Of connections from here, the port "
             "tells the service: bpfnetstat port shows these as well.",
     },
     {
         .meaning =
             "相手側のアドレスとポート。0.0.0.0:* や :::* は相手がないことを意味する。リスナーか、"
             "誰からでも受け取る UDP ソケットである。",
         .raised = "",
         .worry =
             "プロキシや NAT の背後では利用者ではなくプロキシのアドレスになる。一つのアドレスから"
             "の行が非常に多ければ、一つのクライアントか、一つの NAT か、攻撃である。",
         .next =
             "bpfnetstat port PORT が相手ごとに接続を数える。こちらからの接続では相手のポートがサ"
             "ービスを示し、bpfnetstat port はそれも表示する。",
     }},
    {"column.State",
     {
         .meaning =
             "The TCP state of the socket; see state.ESTABLISHED and the others. For UDP it is "
             "ESTABLISHED after connect() and else empty; for raw sockets a number.",
         .raised = "",
         .worry = "A single row says little; what counts is how many there are of each state and "
                  "whether they stay.",
         .next = "netstat -ant | awk '{print $6}' | sort | uniq -c counts them; bpfnetstat trace "
                 "shows the changes as they happen, which a list of the present cannot.",
     },
     {
         .meaning =
             "ソケットの TCP 状態。state.ESTABLISHED などを参照。UDP では connect() 済みなら "
             "ESTABLISHED、そうでなければ空、raw ソケットでは数字である。",
         .raised = "",
         .worry =
             "1 行だけではほとんど何も言えない。状態ごとの数と、居続けるかどうかが問題である。",
         .next = "netstat -ant | awk '{print $6}' | sort | uniq -c で数える。変化そのものは "
                 "bpfnetstat trace が起きた時点で表示する。現在の一覧からはわからない。",
     }},
    {"column.User",
     {
         .meaning =
             "The user who owns the socket: the one who created it, by name, or by number with "
             "-n. Shown with -e.",
         .raised = "",
         .worry =
             "For SYN_RECV it is the listener's owner. For TIME_WAIT and for closed sockets "
             "nobody holds the kernel gives 0, which shows as root though root has nothing to do "
             "with it.",
         .next =
             "Trust it only where the inode is not 0. netstat -anpe shows the process as well; a "
             "process that changed its user after opening keeps the old one here.",
     },
     {
         .meaning = "ソケットの所有ユーザー、すなわち作成したユーザー。名前か、-n "
                    "なら番号で表示する。-e で現れる。",
         .raised = "",
         .worry =
             "SYN_RECV ではリスナーの所有者である。TIME_WAIT と、閉じられて誰も持たないソケットで"
             "は、カーネルは 0 を返す。root と表示されるが、root とは関係がない。",
         .next = "inode が 0 でない行だけを信用する。netstat -anpe "
                 "ならプロセスもわかる。開いた後にユーザーを変えたプロセスでは、変える前のユーザー"
                 "が出る。",
     }},
    {"column.Inode",
     {
         .meaning =
             "The inode number of the socket: what /proc/PID/fd shows as socket:[N], and how "
             "netstat finds the process. Shown with -e.",
         .raised = "",
         .worry = "0 means that no program holds it: a pending request, a connection that was not "
                  "accepted yet, an orphan, or TIME_WAIT.",
         .next =
             "ls -l /proc/*/fd 2>/dev/null | grep 'socket:\\[N\\]' finds every holder, which -p "
             "does not (it names one). Numbers are used again; ss -e prints the cookie (sk:), "
             "which is not.",
     },
     {
         .meaning =
             "ソケットの inode 番号。/proc/PID/fd に socket:[N] と出る番号で、netstat はこれでプロ"
             "セスを見つける。-e で現れる。",
         .raised = "",
         .worry =
             "0 はどのプログラムも持っていないことを意味する。保留中の要求、まだ accept されていな"
             "い接続、orphan、TIME_WAIT のいずれかである。",
         .next =
             "ls -l /proc/*/fd 2>/dev/null | grep 'socket:\\[N\\]' で持ち主がすべてわかる(-p は一"
             "つしか示さない)。番号は再利用される。ss -e が出すクッキー(sk:)は再利用されない。",
     }},
    {"column.PID/Program name",
     {
         .meaning =
             "A process that has the socket open, and its name. Shown with -p. Several processes "
             "may hold the same socket; one of them is named.",
         .raised = "",
         .worry =
             "A dash means that no process holds it (TIME_WAIT, SYN_RECV, not yet accepted, a "
             "kernel socket such as NFS), that it belongs to another user and you are not root, "
             "or to another pid namespace.",
         .next =
             "Run as root. bpfnetstat netstat -p --json lists all holders of a socket; for what a "
             "port is used for, bpfnetstat port PORT gives command line, unit and container.",
     },
     {
         .meaning =
             "ソケットを開いているプロセスとその名前。-p で現れる。複数のプロセスが同じソケットを"
             "持つこともあり、そのうちの一つを示す。",
         .raised = "",
         .worry = "- は、どのプロセスも持たない(TIME_WAIT、SYN_RECV、未 accept、NFS "
                  "などカーネルのソケット)か、他ユーザーのもので root ではないか、別の pid "
                  "名前空間にあることを意味する。",
         .next =
             "root で実行する。bpfnetstat netstat -p --json はソケットの持ち主をすべて列挙する。ポ"
             "ートの用途は bpfnetstat port PORT がコマンドライン、ユニット、コンテナまで示す。",
     }},
    {"column.Timer",
     {
         .meaning = "Which timer runs for the socket, and three numbers: seconds until it fires / "
                    "retransmissions without an answer so far / probes without an answer so far "
                    "(keep-alive or zero window). Shown with -o.",
         .raised =
             "From /proc/net/tcp: icsk_retransmits and icsk_probes_out; both go back to 0 when "
             "the peer answers. One timer is shown where several run, in the order on, probe, "
             "keepalive.",
         .worry = "A second number above 3 or 4 is a path that loses everything; a third one that "
                  "grows is a peer that has vanished or does not read.",
         .next =
             "See timer.on, timer.keepalive, timer.timewait, timer.probe and timer.off. ss -tno "
             "prints the same with units; ss -ti adds rto and rtt.",
     },
     {
         .meaning =
             "ソケットで動いているタイマーと三つの数字: 満了までの秒数 / 応答のないまま行った再送"
             "の回数 / 応答のない探査(keep-alive か、ウィンドウ 0)の回数。-o で現れる。",
         .raised =
             "/proc/net/tcp の値で、icsk_retransmits と icsk_probes_out である。相手が応答すればど"
             "ちらも 0 に戻る。複数が動いていれば on、probe、keepalive の順に一つだけ表示される。",
         .worry =
             "2 番目の数が 3 や 4 を超えるなら、経路ですべてが失われている。3 番目が増え続けるな"
             "ら、相手が消えたか、読んでいない。",
         .next =
             "timer.on、timer.keepalive、timer.timewait、timer.probe、timer.off を参照。ss -tno は"
             "同じものを単位付きで、ss -ti は rto と rtt も表示する。",
     }},
    {"timer.off",
     {
         .meaning = "No timer runs. It is an idle connection without keep-alive, or a listener.",
         .raised = "",
         .worry =
             "An ESTABLISHED connection with \"off\" and nothing in Send-Q is never checked: if "
             "the peer's host dies, this one will not notice.",
         .next =
             "Have the program set SO_KEEPALIVE (TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT) where "
             "peers may vanish; see concept.keepalive.",
     },
     {
         .meaning = "どのタイマーも動いていない。keep-alive のない無通信の接続や、リスナーである。",
         .raised = "",
         .worry =
             "ESTABLISHED で off、Send-Q が 0 の接続は何も検査されない。相手のホストが落ちてもこち"
             "らは気付かない。",
         .next = "相手が消えうるなら、プログラムに SO_KEEPALIVE(TCP_KEEPIDLE、TCP_KEEPINTVL、"
                 "TCP_KEEPCNT)を設定させる。concept.keepalive を参照。",
     }},
    {"timer.on",
     {
         .meaning =
             "The retransmission timer: something was sent and has not been acknowledged. Of "
             "SYN_RECV: the timer that sends the SYN-ACK again.",
         .raised =
             "icsk_pending is one of retransmission, loss probe or reordering timeout. Each time "
             "it fires without an answer the timeout doubles and the second number rises.",
         .worry =
             "Seen all the time on busy connections with a second number of 0. From 2 or 3 on the "
             "path or the peer is gone; after tcp_retries2 (15, roughly 15 minutes) the "
             "connection ends with ETIMEDOUT.",
         .next = "ping and mtr to the peer, tcpdump host PEER; TCP_USER_TIMEOUT in the program, or "
                 "tcp_retries2, ends such connections sooner.",
     },
     {
         .meaning =
             "再送タイマー。送ったものがまだ確認応答されていない。SYN_RECV では SYN-ACK を送り直す"
             "タイマーである。",
         .raised =
             "icsk_pending が再送、loss probe、並べ替え待ちのいずれかである。応答なしに満了するた"
             "びに間隔が倍になり、2 番目の数が増える。",
         .worry =
             "忙しい接続では、2 番目の数が 0 のまま常に見られる。2 や 3 以上なら経路か相手が失われ"
             "ている。tcp_retries2(15、およそ 15 分)を超えると ETIMEDOUT で終わる。",
         .next = "相手への ping と mtr、tcpdump host PEER を試す。プログラムの TCP_USER_TIMEOUT か "
                 "tcp_retries2 で、より早く打ち切れる。",
     }},
    {"timer.keepalive",
     {
         .meaning =
             "The keep-alive timer: if nothing comes until it fires, the kernel asks the peer "
             "with an empty segment. It also ends a FIN_WAIT2 that nobody holds, if that may last "
             "more than 60 s.",
         .raised =
             "SO_KEEPALIVE of the program starts it (tcp_keepalive_timer). Default: after 7200 s "
             "idle, then every 75 s, and after 9 probes without an answer the connection ends "
             "with ETIMEDOUT.",
         .worry = "Normal. A third number above 0 means that the peer has not answered that many "
                  "probes.",
         .next = "Idle times of firewalls and NAT are often far below 2 hours: lower "
                 "tcp_keepalive_time or TCP_KEEPIDLE if connections are lost in silence.",
     },
     {
         .meaning =
             "keep-alive タイマー。満了まで何も届かなければ、カーネルが空のセグメントで相手に尋ね"
             "る。誰も持たない FIN_WAIT2 が 60 秒より長く続きうる場合は、それもこのタイマーで終わ"
             "る。",
         .raised =
             "プログラムの SO_KEEPALIVE で始まる(tcp_keepalive_timer)。既定では 7200 秒の無通信の"
             "後 75 秒ごとに送り、9 回応答がなければ ETIMEDOUT で終わる。",
         .worry = "正常である。3 番目の数が 0 でなければ、その回数だけ相手が応答していない。",
         .next =
             "ファイアウォールや NAT の無通信タイムアウトは 2 時間よりはるかに短いことが多い。接続"
             "が黙って失われるなら tcp_keepalive_time か TCP_KEEPIDLE を下げる。",
     }},
    {"timer.timewait",
     {
         .meaning =
             "How long the kernel will still remember the address pair, of TIME_WAIT or of a "
             "FIN_WAIT2 that nobody holds.",
         .raised =
             "Begins at 60 seconds for TIME_WAIT, at tcp_fin_timeout for FIN_WAIT2; retransmitted "
             "FINs of the peer begin it anew.",
         .worry = "Normal. Only the number of such rows matters.",
         .next = "See state.TIME_WAIT; ss -s and /proc/net/sockstat (\"tw\") count them cheaply.",
     },
     {
         .meaning =
             "TIME_WAIT、または誰も持たない FIN_WAIT2 で、カーネルがアドレスの組をあとどれだけ覚え"
             "ているか。",
         .raised =
             "TIME_WAIT では 60 秒から、FIN_WAIT2 では tcp_fin_timeout から始まる。相手が FIN を再"
             "送すると最初からになる。",
         .worry = "正常である。問題になるのは行の数だけである。",
         .next =
             "state.TIME_WAIT を参照。数えるだけなら ss -s か /proc/net/sockstat の tw が安価であ"
             "る。",
     }},
    {"timer.probe",
     {
         .meaning =
             "The peer's receive window is zero: it does not read. The kernel asks at growing "
             "intervals whether there is room again.",
         .raised =
             "tcp_probe_timer(); the third number counts probes without an answer. As long as the "
             "peer answers with a zero window, the connection lives without limit.",
         .worry =
             "Short ones are flow control at work. One that stays is a peer whose program hangs, "
             "and a local program that is blocked in send().",
         .next = "ss -ti shows rwnd_limited; look at Recv-Q on the peer's host and at its program. "
                 "TCP_USER_TIMEOUT ends such connections.",
     },
     {
         .meaning =
             "相手の受信ウィンドウが 0 である。つまり相手が読んでいない。カーネルは間隔を伸ばしな"
             "がら、空きができたかを尋ねる。",
         .raised =
             "tcp_probe_timer() による。3 番目の数は応答のない探査の回数である。相手がウィンドウ "
             "0 で応答し続ける限り、接続は無期限に生きる。",
         .worry =
             "短い間ならフロー制御が働いているだけである。残り続けるなら、相手のプログラムが固ま"
             "り、こちらのプログラムは send() で待っている。",
         .next = "ss -ti の rwnd_limited を見る。相手ホストの Recv-Q とプログラムを調べる。"
                 "TCP_USER_TIMEOUT で打ち切れる。",
     }},
    {"timer.on1",
     {
         .meaning =
             "netstat's words for timer numbers 1 and 2 (\"on1\", \"on2\") of sockets other than "
             "TCP, and \"unkn-N\" for numbers that have no name.",
         .raised = "",
         .worry =
             "UDP and raw sockets have no timer: they show off. Anything else comes from a kernel "
             "that netstat does not know.",
         .next = "Look at the column tr of /proc/net/udp or /proc/net/raw.",
     },
     {
         .meaning =
             "TCP 以外のソケットでタイマー番号 1 と 2 を表す netstat の語(on1、on2)。名前のない番"
             "号は unkn-N となる。",
         .raised = "",
         .worry =
             "UDP と raw にはタイマーがなく、off と表示される。それ以外は netstat の知らないカーネ"
             "ルによる。",
         .next = "/proc/net/udp や /proc/net/raw の tr の列を見る。",
     }},
    // Unix sockets.
    {"column.unix.RefCnt",
     {
         .meaning =
             "How many references the kernel holds to the socket. It is not the number of "
             "processes, whatever netstat's man page says: a peer, a queue and a running system "
             "call hold one each.",
         .raised = "sk_refcnt, as unix_seq_show() prints it.",
         .worry = "2 or 3 is usual. The absolute value says little.",
         .next =
             "netstat -xp or ls -l /proc/*/fd | grep 'socket:\\[N\\]' for the processes that hold "
             "it.",
     },
     {
         .meaning =
             "カーネルがこのソケットに持つ参照の数。netstat の man ページの説明と違い、プロセスの"
             "数ではない。相手のソケット、キュー、実行中のシステムコールもそれぞれ一つ持つ。",
         .raised = "unix_seq_show() が出す sk_refcnt である。",
         .worry = "2 か 3 が普通で、値そのものにはあまり意味がない。",
         .next = "持っているプロセスは netstat -xp か ls -l /proc/*/fd | grep 'socket:\\[N\\]' で見"
                 "る。",
     }},
    {"column.unix.Flags",
     {
         .meaning =
             "Flags of the unix socket within brackets: ACC where it listens, else empty. See "
             "unix-flag.ACC, unix-flag.W and unix-flag.N.",
         .raised = "",
         .worry = "Normal. Kernels from 5.10 to 7.3 give no flag but ACC.",
         .next = "netstat -xl shows those with ACC; bpfnetstat netstat -xL their queues.",
     },
     {
         .meaning =
             "角括弧内の unix ソケットのフラグ。待ち受けていれば ACC、そうでなければ空である。"
             "unix-flag.ACC、unix-flag.W、unix-flag.N を参照。",
         .raised = "",
         .worry = "正常な表示である。カーネル 5.10 から 7.3 が出すのは ACC だけである。",
         .next = "netstat -xl で ACC のものを、bpfnetstat netstat -xL でそのキューを見る。",
     }},
    {"unix-flag.ACC",
     {
         .meaning = "The socket listens: SO_ACCEPTCON (written __SO_ACCEPTCON in the kernel).",
         .raised = "listen(); unix_seq_show() sets it for the state LISTEN.",
         .worry = "Normal for servers such as dbus, docker and databases.",
         .next = "netstat -xlp names the server.",
     },
     {
         .meaning = "待ち受けているソケット。SO_ACCEPTCON(カーネル内では __SO_ACCEPTCON)である。",
         .raised = "listen() による。unix_seq_show() が LISTEN 状態に対して立てる。",
         .worry = "dbus、docker、データベースなどのサーバーでは正常である。",
         .next = "netstat -xlp でサーバーを知る。",
     }},
    {"unix-flag.W",
     {
         .meaning = "SO_WAITDATA: a reader waits for data.",
         .raised =
             "No kernel from 5.10 to 7.3 gives it to /proc/net/unix; it is a word of very old "
             "kernels.",
         .worry = "It does not occur any more.",
         .next =
             "To see whether a program waits for data, look at /proc/PID/wchan or strace -p PID.",
     },
     {
         .meaning = "SO_WAITDATA。読み手がデータを待っている。",
         .raised =
             "カーネル 5.10 から 7.3 は /proc/net/unix にこれを出さない。ごく古いカーネルの名残で"
             "ある。",
         .worry = "もう現れない。",
         .next = "データを待っているかどうかは /proc/PID/wchan か strace -p PID で見る。",
     }},
    {"unix-flag.N",
     {
         .meaning = "SO_NOSPACE: a writer found no room.",
         .raised =
             "No kernel from 5.10 to 7.3 gives it to /proc/net/unix; it is a word of very old "
             "kernels.",
         .worry = "It does not occur any more.",
         .next = "ss -xm shows the memory in a unix socket's queues.",
     },
     {
         .meaning = "SO_NOSPACE。書き手に空きがなかった。",
         .raised =
             "カーネル 5.10 から 7.3 は /proc/net/unix にこれを出さない。ごく古いカーネルの名残で"
             "ある。",
         .worry = "もう現れない。",
         .next = "unix ソケットのキューのメモリは ss -xm で見る。",
     }},
    {"column.unix.Type",
     {
         .meaning =
             "How the unix socket carries data: STREAM, DGRAM or SEQPACKET; see unix-type.STREAM "
             "and the others.",
         .raised = "",
         .worry = "Normal.",
         .next =
             "netstat -xa lists all; the type decides whether connections are accepted (STREAM, "
             "SEQPACKET) or datagrams taken (DGRAM).",
     },
     {
         .meaning = "unix ソケットのデータの運び方。STREAM、DGRAM、SEQPACKET のいずれか。"
                    "unix-type.STREAM などを参照。",
         .raised = "",
         .worry = "問題を示す列ではない。",
         .next =
             "netstat -xa で一覧する。接続を accept する(STREAM、SEQPACKET)か、データグラムを受け"
             "る(DGRAM)かは型で決まる。",
     }},
    {"unix-type.STREAM",
     {
         .meaning = "A connection that carries bytes in order, like TCP but within the host.",
         .raised = "socket(AF_UNIX, SOCK_STREAM).",
         .worry = "Normal: most local services.",
         .next = "netstat -xp for the holders, bpfnetstat netstat -xL for the queues of listeners.",
     },
     {
         .meaning = "TCP のようにバイトを順に運ぶ、ホスト内の接続。",
         .raised = "socket(AF_UNIX, SOCK_STREAM) による。",
         .worry = "正常で、ローカルサービスの大半がこれである。",
         .next = "持ち主は netstat -xp、リスナーのキューは bpfnetstat netstat -xL で見る。",
     }},
    {"unix-type.DGRAM",
     {
         .meaning =
             "Whole messages without connection, reliable and in order within the host; syslog "
             "and systemd's notifications use it.",
         .raised = "socket(AF_UNIX, SOCK_DGRAM); SOCK_RAW becomes the same.",
         .worry =
             "A receiver that does not read makes its senders block, or fail with EAGAIN, after "
             "net.unix.max_dgram_qlen messages.",
         .next = "ss -xm shows waiting memory; sysctl net.unix.max_dgram_qlen the limit.",
     },
     {
         .meaning =
             "接続なしでメッセージ単位に運ぶ。ホスト内では確実で順序も保たれる。syslog や systemd "
             "の通知が使う。",
         .raised = "socket(AF_UNIX, SOCK_DGRAM) による。SOCK_RAW も同じものになる。",
         .worry =
             "受け手が読まないと、net.unix.max_dgram_qlen 個で送り手が待たされるか EAGAIN で失敗す"
             "る。",
         .next = "溜まったメモリは ss -xm、上限は sysctl net.unix.max_dgram_qlen で見る。",
     }},
    {"unix-type.SEQPACKET",
     {
         .meaning = "A connection that keeps the borders of messages.",
         .raised =
             "socket(AF_UNIX, SOCK_SEQPACKET); udev's control socket and crash handlers use it.",
         .worry = "Normal.",
         .next = "netstat -xp for the holders.",
     },
     {
         .meaning = "メッセージの境界を保つ接続。",
         .raised = "socket(AF_UNIX, SOCK_SEQPACKET) による。udev の制御ソケットなどが使う。",
         .worry = "正常である。",
         .next = "持ち主は netstat -xp で見る。",
     }},
    {"unix-type.RAW",
     {
         .meaning = "netstat's word for SOCK_RAW.",
         .raised =
             "The kernel turns a raw unix socket into DGRAM when it is made, so that no row shows "
             "this.",
         .worry = "It does not occur for unix sockets.",
         .next = "For raw IP sockets see netstat -w.",
     },
     {
         .meaning = "SOCK_RAW を表す netstat の語。",
         .raised =
             "カーネルは raw の unix ソケットを作成時に DGRAM に変えるので、この表示は現れない。",
         .worry = "unix ソケットでは起きない。",
         .next = "raw の IP ソケットは netstat -w で見る。",
     }},
    {"unix-type.RDM",
     {
         .meaning = "netstat's word for SOCK_RDM, reliably delivered messages.",
         .raised =
             "Linux has no such unix sockets: socket() refuses them. TIPC and RDS use the type, "
             "in tables of their own.",
         .worry = "It does not occur for unix sockets.",
         .next = "Look at the column Type of /proc/net/unix, should it ever appear.",
     },
     {
         .meaning = "SOCK_RDM(確実に届くメッセージ)を表す netstat の語。",
         .raised =
             "Linux の unix ソケットにはなく、socket() が拒む。TIPC や RDS がこの型を使うが、表は"
             "別である。",
         .worry = "unix ソケットでは起きない。",
         .next = "万一現れたら /proc/net/unix の Type の列を確かめる。",
     }},
    {"unix-type.UNKNOWN",
     {
         .meaning =
             "netstat has no name for the type. Linux gives 0 for a connection in the making, "
             "whose client is blocked in connect(): such rows are in state DISCONNECTING, see "
             "there.",
         .raised =
             "unix_stream_connect() makes the server's end without a type and gives it one once "
             "the listener's queue has room.",
         .worry = "Rows that stay are clients that wait for a server which does not accept.",
         .next = "bpfnetstat netstat -xL shows the listener whose queue is over its limit.",
     },
     {
         .meaning =
             "netstat が型の名前を持たない。Linux では作りかけの接続の型が 0 になる。クライアント"
             "が connect() で待たされている行で、状態は DISCONNECTING である(state.DISCONNECTING "
             "を参照)。",
         .raised = "unix_stream_connect() "
                   "はサーバー側の端を型なしで作り、リスナーのキューが空いてから型を与える。",
         .worry = "残り続ける行は、accept しないサーバーを待つクライアントである。",
         .next = "bpfnetstat netstat -xL で、キューが上限を超えたリスナーを見る。",
     }},
    {"column.unix.State",
     {
         .meaning =
             "The state of a unix socket: LISTENING, CONNECTED, CONNECTING, DISCONNECTING or "
             "empty; see state.CONNECTING and the others.",
         .raised = "",
         .worry = "CONNECTING rows that stay are connections that nobody accepts.",
         .next = "netstat -xa | grep CONNECTING; bpfnetstat netstat -xL for the queues.",
     },
     {
         .meaning = "unix ソケットの状態。LISTENING、CONNECTED、CONNECTING、DISCONNECTING か空。"
                    "state.CONNECTING などを参照。",
         .raised = "",
         .worry = "残り続ける CONNECTING の行は、誰も accept しない接続である。",
         .next = "netstat -xa | grep CONNECTING で探し、bpfnetstat netstat -xL でキューを見る。",
     }},
    {"column.I-Node",
     {
         .meaning =
             "The inode number of the unix socket: socket:[N] in /proc/PID/fd. It is not that of "
             "the file its path names.",
         .raised = "",
         .worry = "0 where no program holds the socket, as with connections not yet accepted.",
         .next = "ls -l /proc/*/fd | grep 'socket:\\[N\\]' finds all holders.",
     },
     {
         .meaning =
             "unix ソケットの inode 番号で、/proc/PID/fd の socket:[N] に当たる。パスが指すファイ"
             "ルの inode ではない。",
         .raised = "",
         .worry = "どのプログラムも持たなければ 0 である。まだ accept されていない接続がそうなる。",
         .next = "ls -l /proc/*/fd | grep 'socket:\\[N\\]' で持ち主をすべて探す。",
     }},
    {"column.Path",
     {
         .meaning =
             "The name that the socket is bound to. One that begins with @ is abstract: it has no "
             "file, and lives as long as the socket. Empty: it has no name, as most clients.",
         .raised = "",
         .worry =
             "Accepted connections show the listener's path too. A path may have been deleted or "
             "be one of another mount namespace: the name is what bind() was told. netstat cuts "
             "it at a blank.",
         .next =
             "netstat -xlp names who serves it; ls -l PATH shows the permissions that decide who "
             "may connect.",
     },
     {
         .meaning =
             "ソケットがバインドされた名前。@ で始まるものは抽象名で、ファイルがなく、ソケットとと"
             "もに消える。空なら名前がない。クライアントの大半がそうである。",
         .raised = "",
         .worry =
             "accept された接続もリスナーのパスを表示する。パスは削除済みのことも、別のマウント名"
             "前空間のものであることもある。bind() に渡された名前がそのまま出るからである。"
             "netstat は空白で切る。",
         .next =
             "誰が提供するかは netstat -xlp で、誰が接続できるかを決める権限は ls -l PATH で見る。",
     }},
    // Listen queues (-L).
    {"column.listen.Listen",
     {
         .meaning =
             "Three numbers of a listener: qlen/incqlen/maxqlen. qlen is the accept queue now, "
             "incqlen the SYN queue now (requests whose handshake is not complete), maxqlen the "
             "limit of the accept queue.",
         .raised =
             "From sock_diag. maxqlen is the smaller of listen()'s backlog and somaxconn; the "
             "queue takes one connection more. In a SO_REUSEPORT group a request counts for every "
             "member.",
         .worry =
             "qlen near maxqlen: the program accepts too slowly, or the backlog is too short. "
             "qlen above maxqlen: the kernel drops now. A large incqlen: a SYN flood, or clients "
             "whose ACKs are dropped because qlen is full.",
         .next =
             "bpfnetstat listeners shows the peak and the drops by cause, bpfnetstat drops each "
             "drop. See concept.accept-queue and concept.syn-queue.",
     },
     {
         .meaning =
             "リスナーの三つの数字 qlen/incqlen/maxqlen。qlen はいまの accept キュー、incqlen はい"
             "まの SYN キュー(ハンドシェイクが未完了の要求)、maxqlen は accept キューの上限であ"
             "る。",
         .raised =
             "sock_diag の値による。maxqlen は listen() の backlog と somaxconn の小さい方で、キュ"
             "ーはそれより一つ多く入る。SO_REUSEPORT の組では、要求は全員に数えられる。",
         .worry =
             "qlen が maxqlen に近ければ、プログラムの accept が遅いか backlog が短い。qlen が "
             "maxqlen を超えていれば、いまカーネルが破棄している。incqlen が大きければ、SYN flood "
             "か、qlen が満杯で ACK を捨てられているクライアントである。",
         .next =
             "bpfnetstat listeners で最大値と原因別の破棄数を、bpfnetstat drops で破棄の一つ一つを"
             "見る。concept.accept-queue と concept.syn-queue を参照。",
     }},
    {"column.listen.Drops",
     {
         .meaning =
             "The kernel's own counter of the listening socket (sk_drops), which ss -lm prints as "
             "dN. Not known for unix sockets.",
         .raised =
             "tcp_listendrop() raises it, and so does every packet discarded at the listener. It "
             "is not ListenDrops: a final ACK that met a full accept queue counts twice, and a "
             "repeated SYN of a pending request counts once though nothing was lost.",
         .worry =
             "Growth is a reason to look, the number itself is not the number of lost connections.",
         .next = "bpfnetstat listeners and bpfnetstat drops split it into real drops by cause and "
                 "other discards.",
     },
     {
         .meaning = "リスナー自身のカーネルのカウンター(sk_drops)で、ss -lm が dN "
                    "と表示するもの。unix ソケットではわからない。",
         .raised =
             "tcp_listendrop() が増やし、リスナーで捨てられたパケットもすべて増やす。ListenDrops "
             "とは異なり、満杯の accept キューに当たった最後の ACK は 2 回、保留中の要求に対する "
             "SYN の再送は何も失われていなくても 1 回と数えられる。",
         .worry = "増えていれば調べる理由になるが、値は失われた接続の数ではない。",
         .next =
             "bpfnetstat listeners と bpfnetstat drops が、原因別の本当の破棄とその他の廃棄とに分"
             "ける。",
     }},
    {"column.listen.Local Address",
     {
         .meaning =
             "Where the listener is bound, last in the row of -L; of a unix socket its path.",
         .raised = "",
         .worry = "See column.Local Address.",
         .next = "bpfnetstat port PORT for what it is used for.",
     },
     {
         .meaning =
             "リスナーがバインドされた場所。-L では行の最後にある。unix ソケットではパスである。",
         .raised = "",
         .worry = "column.Local Address を参照。",
         .next = "用途は bpfnetstat port PORT で見る。",
     }},
    // Routes (-r).
    {"column.Destination",
     {
         .meaning =
             "The network or host that the route leads to; default, 0.0.0.0 or ::/0 is everything "
             "that no other row fits. Of rows that fit, the one with the longest prefix wins, "
             "then the lowest metric.",
         .raised = "",
         .worry = "Rows show the table \"main\" only (IPv4). Policy rules, other tables and VRFs "
                  "decide before or after it: a packet may take a way that is not in the list.",
         .next = "ip route get ADDRESS asks the kernel for its actual choice; ip rule and ip route "
                 "show table all list the rest.",
     },
     {
         .meaning =
             "経路の行き先のネットワークかホスト。default、0.0.0.0、::/0 は、他のどの行にも当ては"
             "まらないものすべてである。当てはまる行のうち、プレフィックスが最も長いもの、次にメト"
             "リックが最も小さいものが選ばれる。",
         .raised = "",
         .worry =
             "IPv4 では表 main の行だけである。ポリシールール、他の表、VRF がその前後で決めること"
             "があり、パケットは一覧にない道を通ることもある。",
         .next =
             "ip route get ADDRESS で、カーネルの実際の選択を尋ねる。残りは ip rule と ip route "
             "show table all で見る。",
     }},
    {"column.Gateway",
     {
         .meaning =
             "The router that packets are handed to. 0.0.0.0 (or *) means that the destination is "
             "on the link itself and is reached without a router; a dash belongs to a route that "
             "refuses.",
         .raised = "",
         .worry = "Of a multipath route only the first gateway is shown. A gateway that does not "
                  "answer ARP makes everything behind it unreachable.",
         .next =
             "ip route shows all next hops; ip neigh show GATEWAY whether it answers (REACHABLE, "
             "STALE are fine; FAILED is not).",
     },
     {
         .meaning = "パケットを渡すルーター。0.0.0.0(または "
                    "*)は、行き先がそのリンク上にあり、ルーターなしで届くことを意味する。- "
                    "は拒否する経路である。",
         .raised = "",
         .worry =
             "マルチパス経路では最初のゲートウェイだけが出る。ARP に応答しないゲートウェイがある"
             "と、その先はすべて届かない。",
         .next =
             "次ホップの全体は ip route で、応答の有無は ip neigh show GATEWAY で見る(REACHABLE "
             "と STALE は正常、FAILED は異常)。",
     }},
    {"column.Genmask",
     {
         .meaning = "The netmask of the destination: 255.255.255.255 is a single host, 0.0.0.0 the "
                    "default route. IPv6 shows the prefix length behind the destination instead.",
         .raised = "",
         .worry =
             "A wrong mask sends packets to the wrong row: a host mask where a network was meant, "
             "or the reverse.",
         .next = "ip route prints the same as /N.",
     },
     {
         .meaning =
             "行き先のネットマスク。255.255.255.255 は一つのホスト、0.0.0.0 はデフォルト経路であ"
             "る。IPv6 では代わりに行き先の後ろにプレフィックス長が付く。",
         .raised = "",
         .worry =
             "マスクを誤るとパケットが違う行に当たる。ネットワークのつもりのホストマスク、またはそ"
             "の逆である。",
         .next = "ip route は同じものを /N で表示する。",
     }},
    {"column.route.Flags",
     {
         .meaning =
             "Letters about the route: U, G, H and ! are what today's kernels give for IPv4; see "
             "route-flag.U and the others. IPv6 calls the column Flag and has more.",
         .raised = "",
         .worry = "\"!\" refuses; a G with the wrong gateway is the usual fault.",
         .next = "ip route get ADDRESS shows what becomes of a packet.",
     },
     {
         .meaning =
             "経路についての文字。今のカーネルが IPv4 で出すのは U、G、H、! である。route-flag.U "
             "などを参照。IPv6 では列名が Flag で、文字も多い。",
         .raised = "",
         .worry = "! は拒否である。よくある誤りは、G のゲートウェイの間違いである。",
         .next = "パケットがどうなるかは ip route get ADDRESS で見る。",
     }},
    {"column.MSS",
     {
         .meaning =
             "The MTU that follows from the advmss set on this route (advmss + 40), despite its "
             "name; 0 where none is set, as usual, and the interface's MTU counts.",
         .raised =
             "fib_route_seq_show() prints it as MTU. It limits what TCP announces to peers, not "
             "what IP sends.",
         .worry = "Almost always 0. A small value makes TCP segments small on this route only.",
         .next = "ip route show shows advmss and mtu as they were set; ss -ti the mss that a "
                 "connection uses.",
     },
     {
         .meaning = "名前に反し、この経路に設定された advmss から求めた MTU(advmss + "
                    "40)。通常は設定がなく 0 で、インターフェースの MTU が使われる。",
         .raised =
             "fib_route_seq_show() は MTU として出力する。TCP が相手に告げる大きさを制限するもの"
             "で、IP の送信を制限するものではない。",
         .worry = "ほとんど常に 0 である。小さな値は、この経路の TCP セグメントだけを小さくする。",
         .next = "設定された advmss と mtu は ip route show、接続が使う mss は ss -ti で見る。",
     }},
    {"column.Window",
     {
         .meaning =
             "The largest TCP window in bytes that connections over this route announce; 0 where "
             "none is set, which is usual.",
         .raised = "",
         .worry =
             "A small value throttles every TCP connection over the route, as of a configuration "
             "for networks of long ago.",
         .next = "ip route show: window; remove it with ip route change without it.",
     },
     {
         .meaning =
             "この経路を通る接続が告げる TCP ウィンドウの上限(バイト)。通常は設定がなく 0 である。",
         .raised = "",
         .worry =
             "小さな値は、この経路のすべての TCP 接続を絞る。大昔のネットワーク向け設定の名残など"
             "である。",
         .next = "ip route show の window を見る。window なしの ip route change で外す。",
     }},
    {"column.irtt",
     {
         .meaning =
             "The round-trip time that TCP assumes at the start on this route, in milliseconds; 0 "
             "where none is set, which is usual.",
         .raised = "",
         .worry = "Almost always 0: TCP then begins with a timeout of one second and measures.",
         .next = "ip route show: rtt; ss -ti shows the measured one of each connection.",
     },
     {
         .meaning = "この経路で TCP が最初に仮定する往復時間(ミリ秒)。通常は設定がなく 0 である。",
         .raised = "",
         .worry = "ほとんど常に 0 で、TCP は 1 秒のタイムアウトから始めて実測する。",
         .next = "ip route show の rtt を見る。接続ごとの実測値は ss -ti で見る。",
     }},
    {"column.Metric",
     {
         .meaning =
             "The preference among routes with the same destination: the lowest number wins. "
             "Shown with -e; IPv6 calls it Met and shows the null route's as -1.",
         .raised = "",
         .worry =
             "Two default routes, as of a wired and a wireless interface, differ by it; the wrong "
             "one lower sends traffic the wrong way. It does not count hops.",
         .next =
             "ip route show default; the program that set it (proto dhcp, ra, kernel) is in the "
             "same line.",
     },
     {
         .meaning =
             "行き先が同じ経路の優先順位で、最も小さい数が選ばれる。-e で現れる。IPv6 では Met と"
             "いい、null 経路は -1 と出る。",
         .raised = "",
         .worry =
             "有線と無線のように二つのデフォルト経路があると、これで決まる。逆になっていれば通信が"
             "意図しない側を通る。ホップ数ではない。",
         .next =
             "ip route show default を見る。設定したもの(proto dhcp、ra、kernel)も同じ行にある。",
     }},
    {"column.route.Ref",
     {
         .meaning =
             "References to the route. IPv4 kernels always give 0; of IPv6 it is the kernel's "
             "reference count of the entry.",
         .raised = "",
         .worry = "It says nothing about use or health.",
         .next = "Ignore it.",
     },
     {
         .meaning =
             "経路への参照数。IPv4 のカーネルは常に 0 を返す。IPv6 ではカーネル内の参照カウントで"
             "ある。",
         .raised = "",
         .worry = "使われ方や健全さについては何も言わない。",
         .next = "無視してよい。",
     }},
    {"column.route.Use",
     {
         .meaning =
             "Meant to count look-ups of the route. IPv4 always gives 0, IPv6 too in today's "
             "kernels.",
         .raised = "",
         .worry = "A 0 does not mean that a route is not used.",
         .next =
             "To see whether traffic takes a route: ip route get ADDRESS, ip -s link, or counters "
             "of nft.",
     },
     {
         .meaning =
             "経路が引かれた回数のはずの列。IPv4 では常に 0 で、今のカーネルでは IPv6 も 0 であ"
             "る。",
         .raised = "",
         .worry = "0 でも、使われていないという意味ではない。",
         .next =
             "経路が使われるかは ip route get ADDRESS、ip -s link、または nft のカウンターで見る。",
     }},
    {"column.route.Iface",
     {
         .meaning =
             "The interface that packets leave by. * or a dash where there is none: a route that "
             "discards or refuses. IPv6 calls the column If.",
         .raised = "",
         .worry =
             "lo in the IPv6 table is normal for the host's own addresses and for the null route.",
         .next = "ip -s link show IFACE for its state and errors.",
     },
     {
         .meaning =
             "パケットが出て行くインターフェース。* や - "
             "は出口のない経路、すなわち捨てるか拒否する経路である。IPv6 では列名が If である。",
         .raised = "",
         .worry = "IPv6 の表の lo は、ホスト自身のアドレスと null 経路では正常である。",
         .next = "状態とエラーは ip -s link show IFACE で見る。",
     }},
    {"column.Next Hop",
     {
         .meaning = "IPv6: the router that packets are handed to, usually its link-local address "
                    "(fe80::...); [::] or :: where the destination is on the link.",
         .raised = "",
         .worry =
             "A default route by a router that has gone stays until the lifetime that the router "
             "announced has passed.",
         .next = "ip -6 route show default, ip -6 neigh; rdisc6 or tcpdump icmp6 for router "
                 "advertisements.",
     },
     {
         .meaning =
             "IPv6 でパケットを渡すルーター。通常はリンクローカルアドレス(fe80::...)である。[::] "
             "や :: は、行き先がそのリンク上にあることを意味する。",
         .raised = "",
         .worry =
             "いなくなったルーターへのデフォルト経路は、ルーターが告げた有効期間が過ぎるまで残る。",
         .next = "ip -6 route show default と ip -6 neigh を見る。ルーター広告は rdisc6 か tcpdump "
                 "icmp6 で見る。",
     }},
    {"column.route.Flag",
     {
         .meaning =
             "IPv6: letters about the route, as column.route.Flags for IPv4, with U, G, H, !, D, "
             "A, C, a, e, m, n, f.",
         .raised = "",
         .worry =
             "UGDAe is a default route that a router announced: normal. \"!n\" with a metric of "
             "-1 is the null route at the end of the table: normal.",
         .next = "See route-flag.U and the others; ip -6 route says the same in words (proto ra, "
                 "expires).",
     },
     {
         .meaning =
             "IPv6 の経路についての文字で、IPv4 の column.route.Flags に当たる。U、G、H、!、D、A、"
             "C、a、e、m、n、f がある。",
         .raised = "",
         .worry = "UGDAe はルーターが広告したデフォルト経路で、正常である。メトリック -1 の !n "
                  "は表の末尾の null 経路で、これも正常である。",
         .next = "route-flag.U などを参照。ip -6 route は同じことを言葉(proto ra、expires)で示す。",
     }},
    {"column.route.Met",
     {
         .meaning = "IPv6: the metric of the route, as column.Metric.",
         .raised = "",
         .worry = "Default routes of router advertisements have 1024 unless accept_ra or a network "
                  "manager sets another; the lowest wins.",
         .next = "ip -6 route show.",
     },
     {
         .meaning = "IPv6 の経路のメトリックで、column.Metric と同じ意味である。",
         .raised = "",
         .worry = "ルーター広告のデフォルト経路は、accept_ra "
                  "やネットワーク管理ソフトが変えなければ 1024 である。最も小さいものが選ばれる。",
         .next = "ip -6 route show で見る。",
     }},
    {"column.route.Source",
     {
         .meaning =
             "Of the routing cache (-C): the source address of the cached decision. The columns "
             "TOS, HHRef, HHUptod and SpecDst belong to the same table.",
         .raised = "Kernels before 3.6 had a cache of IPv4 routes; later ones have none, and "
                   "/proc/net/rt_cache is empty.",
         .worry = "The table is empty on every kernel from 5.10 to 7.3.",
         .next = "ip route get ADDRESS shows a decision; ip route show cache the exceptions "
                 "(redirects, path MTUs).",
     },
     {
         .meaning =
             "経路キャッシュ(-C)の、記憶された判断の送信元アドレス。TOS、HHRef、HHUptod、SpecDst "
             "の列も同じ表のものである。",
         .raised = "3.6 より前のカーネルには IPv4 の経路キャッシュがあった。以後はなく、"
                   "/proc/net/rt_cache は空である。",
         .worry = "カーネル 5.10 から 7.3 では常に空である。",
         .next =
             "判断は ip route get ADDRESS で、例外(リダイレクト、経路 MTU)は ip route show cache "
             "で見る。",
     }},
    {"column.route.TOS",
     {
         .meaning = "Of the routing cache (-C): the type of service that the decision was for.",
         .raised = "As column.route.Source: only kernels before 3.6.",
         .worry = "The table is empty today.",
         .next = "ip route get ADDRESS tos N.",
     },
     {
         .meaning = "経路キャッシュ(-C)の、判断の対象となった TOS。",
         .raised = "column.route.Source と同じく 3.6 より前のカーネルだけのもの。",
         .worry = "今は空の表である。",
         .next = "ip route get ADDRESS tos N で見る。",
     }},
    {"column.route.HHRef",
     {
         .meaning =
             "Of the routing cache (-C): references to the cached hardware header; -1 where the "
             "interface needs none.",
         .raised = "As column.route.Source: only kernels before 3.6.",
         .worry = "The table is empty today.",
         .next = "ip -s neigh shows entries for neighbours and how they are used.",
     },
     {
         .meaning = "経路キャッシュ(-C)"
                    "の、記憶されたハードウェアヘッダーへの参照数。ヘッダーの要らないインターフェー"
                    "スでは -1 になる。",
         .raised = "column.route.Source と同じく 3.6 より前のカーネルだけのもの。",
         .worry = "今は空の表である。",
         .next = "近隣の項目と使われ方は ip -s neigh で見る。",
     }},
    {"column.route.HHUptod",
     {
         .meaning =
             "Of the routing cache (-C): whether the cached hardware address was up to date.",
         .raised = "As column.route.Source: only kernels before 3.6.",
         .worry = "The table is empty today.",
         .next = "ip neigh shows the state of each neighbour.",
     },
     {
         .meaning = "経路キャッシュ(-C)の、記憶されたハードウェアアドレスが最新かどうか。",
         .raised = "column.route.Source と同じく 3.6 より前のカーネルだけのもの。",
         .worry = "今は空の表である。",
         .next = "近隣の状態は ip neigh で見る。",
     }},
    {"column.route.SpecDst",
     {
         .meaning = "Of the routing cache (-C): the local address to use as source of answers.",
         .raised = "As column.route.Source: only kernels before 3.6.",
         .worry = "The table is empty today.",
         .next = "ip route get ADDRESS prints src.",
     },
     {
         .meaning = "経路キャッシュ(-C)の、応答の送信元に使うローカルアドレス。",
         .raised = "column.route.Source と同じく 3.6 より前のカーネルだけのもの。",
         .worry = "今は空の表である。",
         .next = "ip route get ADDRESS の src を見る。",
     }},
    {"route-flag.U",
     {
         .meaning = "Up: the route is in use.",
         .raised =
             "The kernel sets it for every IPv4 route in the table; netstat shows ! instead where "
             "the route refuses.",
         .worry = "Normal. It does not say that the interface has a carrier or that the gateway "
                  "answers.",
         .next = "ip route shows linkdown for routes whose interface has lost its carrier.",
     },
     {
         .meaning = "有効(up)な経路。",
         .raised =
             "カーネルは表にあるすべての IPv4 経路に立てる。拒否する経路では netstat は代わりに ! "
             "を出す。",
         .worry = "正常である。インターフェースにリンクがあることや、ゲートウェイが応答することは意"
                  "味しない。",
         .next = "インターフェースのリンクが切れた経路は ip route が linkdown と表示する。",
     }},
    {"route-flag.G",
     {
         .meaning = "Gateway: packets go to a router, not directly to the destination.",
         .raised = "Set where the next hop has an address.",
         .worry = "Normal for everything that is not on the link.",
         .next = "ip neigh show GATEWAY tells whether the router answers.",
     },
     {
         .meaning = "ゲートウェイ。パケットは行き先に直接ではなく、ルーターに渡される。",
         .raised = "次ホップにアドレスがあれば立つ。",
         .worry = "リンク上にない行き先では正常である。",
         .next = "ルーターが応答するかは ip neigh show GATEWAY で見る。",
     }},
    {"route-flag.H",
     {
         .meaning =
             "Host: the destination is one address, with a mask of 255.255.255.255 (IPv6: set for "
             "some host routes only).",
         .raised = "fib_flag_trans() sets it by the mask.",
         .worry = "Normal for VPN endpoints, containers and load balancers. A forgotten host route "
                  "hides a change of the network's route.",
         .next = "ip route show ADDRESS/32 shows who set it (proto).",
     },
     {
         .meaning =
             "ホスト。行き先が一つのアドレスで、マスクは 255.255.255.255 である(IPv6 では一部のホ"
             "スト経路だけ)。",
         .raised = "fib_flag_trans() がマスクによって立てる。",
         .worry =
             "VPN の端点、コンテナ、ロードバランサでは正常である。消し忘れたホスト経路は、ネットワ"
             "ーク側の経路変更を隠してしまう。",
         .next = "ip route show ADDRESS/32 で、設定したもの(proto)がわかる。",
     }},
    {"route-flag.R",
     {
         .meaning = "Reinstate: a route that dynamic routing was to put back after a timeout.",
         .raised = "Kernels from 5.10 to 7.3 never set it for a row of the table.",
         .worry = "It does not occur any more.",
         .next = "ip monitor route shows how routing daemons change routes.",
     },
     {
         .meaning = "復帰(reinstate)。動的経路制御がタイムアウト後に元に戻すはずの経路。",
         .raised = "カーネル 5.10 から 7.3 は、表の行にこれを立てない。",
         .worry = "もう現れない。",
         .next = "経路制御デーモンによる変更は ip monitor route で見る。",
     }},
    {"route-flag.D",
     {
         .meaning = "IPv4: made by an ICMP redirect. IPv6: a default route that a router announced "
                    "(RTF_DEFAULT).",
         .raised = "IPv4 kernels keep redirects apart from the table, so that the letter does not "
                   "appear. IPv6: the router's advertisement sets it.",
         .worry =
             "IPv6: normal. Unexpected routers that announce themselves take over the traffic of "
             "a whole link.",
         .next = "IPv6: ip -6 route show default proto ra; IPv4: ip route show cache, sysctl "
                 "net.ipv4.conf.all.accept_redirects.",
     },
     {
         .meaning = "IPv4 では ICMP リダイレクトで作られた経路。IPv6 "
                    "では、ルーターが広告したデフォルト経路(RTF_DEFAULT)。",
         .raised = "IPv4 のカーネルはリダイレクトを表とは別に持つので、この文字は現れない。IPv6 "
                   "ではルーター広告で立つ。",
         .worry = "IPv6 では正常である。想定外のルーターが広告すると、リンク全体の通信を奪われる。",
         .next = "IPv6 は ip -6 route show default proto ra、IPv4 は ip route show cache と sysctl "
                 "net.ipv4.conf.all.accept_redirects で見る。",
     }},
    {"route-flag.M",
     {
         .meaning = "IPv4: changed by an ICMP redirect or a daemon. IPv6 writes it as m.",
         .raised = "IPv4 kernels from 3.6 on never set it for a row of the table.",
         .worry = "It does not occur for IPv4 any more.",
         .next = "ip route show cache lists redirects.",
     },
     {
         .meaning = "IPv4 では ICMP リダイレクトやデーモンが変更した経路。IPv6 では m と書く。",
         .raised = "3.6 以降の IPv4 カーネルは、表の行にこれを立てない。",
         .worry = "IPv4 ではもう現れない。",
         .next = "リダイレクトは ip route show cache で見る。",
     }},
    {"route-flag.A",
     {
         .meaning = "IPv6: learnt by address autoconfiguration (RTF_ADDRCONF), from a router's "
                    "advertisement.",
         .raised = "ndisc_router_discovery() and the prefixes that it hands to addrconf.",
         .worry = "Normal on hosts with SLAAC. On a server with fixed addresses it may be an "
                  "advertisement that nobody wanted.",
         .next =
             "sysctl net.ipv6.conf.IFACE.accept_ra; tcpdump 'icmp6 and ip6[40] == 134' shows who "
             "announces.",
     },
     {
         .meaning = "IPv6 で、アドレス自動設定(RTF_ADDRCONF)、すなわちルーター広告から得た経路。",
         .raised =
             "ndisc_router_discovery() と、そこから addrconf に渡されるプレフィックスによる。",
         .worry =
             "SLAAC のホストでは正常である。固定アドレスのサーバーでは、望まない広告かもしれない。",
         .next =
             "sysctl net.ipv6.conf.IFACE.accept_ra を見る。tcpdump 'icmp6 and ip6[40] == 134' で誰"
             "が広告しているかがわかる。",
     }},
    {"route-flag.C",
     {
         .meaning =
             "IPv6: an entry of the cache (RTF_CACHE), as after a redirect or a smaller path MTU.",
         .raised =
             "Kernels since 4.15 keep such exceptions apart from the table, so that no row has it.",
         .worry = "It does not occur on kernels from 5.10 to 7.3.",
         .next = "ip -6 route show cache lists them.",
     },
     {
         .meaning = "IPv6 で、リダイレクトや経路 MTU の縮小後などのキャッシュ項目(RTF_CACHE)。",
         .raised = "4.15 以降のカーネルはこうした例外を表とは別に持つので、この行は現れない。",
         .worry = "カーネル 5.10 から 7.3 では起きない。",
         .next = "ip -6 route show cache で見る。",
     }},
    {"route-flag.!",
     {
         .meaning =
             "Reject: packets to this destination are refused, and the sender gets an error. In "
             "netstat it stands in place of U and G.",
         .raised =
             "IPv4: a route of type unreachable or prohibit; blackhole does not show it, but has "
             "no interface (*). IPv6: the null route at the end, which refuses what nothing else "
             "fits.",
         .worry = "Wanted in routing configurations that refuse private networks, and always there "
                  "once for IPv6. Else it is why connect() fails with EHOSTUNREACH, ENETUNREACH or "
                  "EACCES.",
         .next = "ip route show type unreachable (or prohibit, blackhole); ip route get ADDRESS.",
     },
     {
         .meaning =
             "拒否(reject)。この行き先へのパケットは拒まれ、送信元にエラーが返る。netstat では U "
             "と G の代わりに出る。",
         .raised = "IPv4 では unreachable か prohibit 型の経路である。blackhole "
                   "はこれを示さないが、インターフェースがない(*)。IPv6 "
                   "では、何にも当てはまらないものを拒む末尾の null 経路である。",
         .worry =
             "プライベートネットワークを拒む設定では意図したもので、IPv6 では必ず一つある。それ以"
             "外なら、connect() が EHOSTUNREACH、ENETUNREACH、EACCES で失敗する原因である。",
         .next =
             "ip route show type unreachable(または prohibit、blackhole)と ip route get ADDRESS で"
             "見る。",
     }},
    {"route-flag.n",
     {
         .meaning =
             "IPv6: no next hop (RTF_NONEXTHOP), as for the host's own addresses and the null "
             "route. IPv4 has the letter for \"no path MTU discovery\", which kernels do not set.",
         .raised = "The kernel sets it for addresses of its own.",
         .worry = "Normal.",
         .next = "ip -6 route show table local.",
     },
     {
         .meaning =
             "IPv6 で次ホップなし(RTF_NONEXTHOP)。ホスト自身のアドレスや null 経路である。IPv4 で"
             "は経路 MTU 探索なしを表す文字だが、カーネルは立てない。",
         .raised = "自分のアドレスに対してカーネルが立てる。",
         .worry = "正常である。",
         .next = "ip -6 route show table local で見る。",
     }},
    {"route-flag.e",
     {
         .meaning = "IPv6: the route expires (RTF_EXPIRES) unless it is announced again.",
         .raised = "The lifetime in the router's advertisement.",
         .worry =
             "Normal with router advertisements. If these stop coming, the route and with it the "
             "connectivity goes when the time is up.",
         .next = "ip -6 route shows the seconds left (expires).",
     },
     {
         .meaning = "IPv6 で、再び広告されなければ期限が切れる経路(RTF_EXPIRES)。",
         .raised = "ルーター広告の有効期間による。",
         .worry =
             "ルーター広告では正常である。広告が途絶えると、期限とともに経路も接続性も失われる。",
         .next = "残り秒数は ip -6 route の expires で見る。",
     }},
    {"route-flag.a",
     {
         .meaning = "IPv6: everything is on the link, for want of a router (RTF_ALLONLINK).",
         .raised = "A word of old kernels; those from 5.10 to 7.3 do not set it.",
         .worry = "It does not occur any more.",
         .next = "ip -6 route show.",
     },
     {
         .meaning = "IPv6 で、ルーターがないためすべてをリンク上とみなす経路(RTF_ALLONLINK)。",
         .raised = "古いカーネルの語で、5.10 から 7.3 では立たない。",
         .worry = "もう現れない。",
         .next = "ip -6 route show で見る。",
     }},
    {"route-flag.m",
     {
         .meaning = "IPv6: changed by a redirect (RTF_MODIFIED).",
         .raised = "Not set for rows of the table on kernels from 5.10 to 7.3.",
         .worry = "It does not occur any more.",
         .next = "ip -6 route show cache.",
     },
     {
         .meaning = "IPv6 で、リダイレクトによって変更された経路(RTF_MODIFIED)。",
         .raised = "カーネル 5.10 から 7.3 では表の行に立たない。",
         .worry = "もう現れない。",
         .next = "ip -6 route show cache で見る。",
     }},
    {"route-flag.f",
     {
         .meaning =
             "IPv6: depends on the flow (RTF_FLOW). For IPv4 netstat has the letter for a flag of "
             "the cache that is never set.",
         .raised = "Nothing in kernels from 5.10 to 7.3 sets it by itself.",
         .worry = "It does not occur in practice.",
         .next = "ip -6 route show, ip -6 rule.",
     },
     {
         .meaning =
             "IPv6 で、フローに依存する経路(RTF_FLOW)。IPv4 側の同じ文字はキャッシュのフラグで、立"
             "つことはない。",
         .raised = "カーネル 5.10 から 7.3 が自分で立てることはない。",
         .worry = "実際には現れない。",
         .next = "ip -6 route show と ip -6 rule で見る。",
     }},
    {"route-flag.others",
     {
         .meaning =
             "The letters d, c, o, p, l, u, w and i of the IPv4 table, and -, t, q, Ns, Nd, r, b "
             "and # of the cache: flags of kernels of long ago (own MTU u, window w, round-trip "
             "time i, source validation, NAT, broadcast).",
         .raised =
             "/proc/net/route has only U, G, H and ! on kernels from 5.10 to 7.3; the cache is "
             "empty since 3.6.",
         .worry = "They do not occur any more.",
         .next = "ip -d route show says what a route has today.",
     },
     {
         .meaning =
             "IPv4 の表の d、c、o、p、l、u、w、i と、キャッシュの -、t、q、Ns、Nd、r、b、#。大昔の"
             "カーネルのフラグ(独自 MTU の u、ウィンドウの w、往復時間の i、送信元検査、NAT、ブロ"
             "ードキャストなど)である。",
         .raised =
             "カーネル 5.10 から 7.3 の /proc/net/route にあるのは U、G、H、! だけで、キャッシュ"
             "は 3.6 以降空である。",
         .worry = "もう現れない。",
         .next = "今の経路の属性は ip -d route show で見る。",
     }},
    // Interfaces (-i).
    {"column.interface.Iface",
     {
         .meaning =
             "The name of the interface. Only those that are up are shown; -a shows all. NAME:N "
             "is an alias, which has no counters of its own.",
         .raised = "",
         .worry =
             "An interface that was moved to another network namespace is not here: containers "
             "have lists of their own.",
         .next = "ip -br link; bpfnetstat netstat -i --netns NAME|PID for another namespace.",
     },
     {
         .meaning = "インターフェースの名前。up のものだけが出る。-a で全部になる。NAME:N "
                    "は別名(alias)で、固有のカウンターを持たない。",
         .raised = "",
         .worry = "別のネットワーク名前空間に移されたものは出ない。コンテナには別の一覧がある。",
         .next =
             "ip -br link で見る。他の名前空間は bpfnetstat netstat -i --netns NAME|PID で見る。",
     }},
    {"column.MTU",
     {
         .meaning = "The largest IP packet in bytes that the interface sends in one frame.",
         .raised = "",
         .worry =
             "1500 is usual for Ethernet, 65536 for lo, less for tunnels. Different values at the "
             "ends of a link lose large packets only: small requests work, large answers hang.",
         .next = "ping -M do -s 1472 PEER, tracepath PEER; bring the MTUs to one value, or let "
                 "tcp_mtu_probing=1 find the size.",
     },
     {
         .meaning = "インターフェースが一つのフレームで送る IP パケットの最大バイト数。",
         .raised = "",
         .worry =
             "Ethernet では 1500、lo では 65536、トンネルではより小さい。リンクの両端で違うと大き"
             "いパケットだけが失われ、小さな要求は通るのに大きな応答が止まる。",
         .next = "ping -M do -s 1472 PEER と tracepath PEER で試す。両端の MTU を揃えるか、"
                 "tcp_mtu_probing=1 に大きさを探させる。",
     }},
    {"column.interface.Met",
     {
         .meaning =
             "The metric of the interface in the tables of net-tools 1.60; netstat 2.10 does not "
             "print the column.",
         .raised = "",
         .worry = "Always 0 on Linux: metrics belong to routes.",
         .next = "See column.Metric.",
     },
     {
         .meaning = "net-tools 1.60 の表にあったインターフェースのメトリック。netstat 2.10 "
                    "はこの列を出さない。",
         .raised = "",
         .worry = "Linux では常に 0 である。メトリックは経路のものだからである。",
         .next = "column.Metric を参照。",
     }},
    {"column.RX-OK",
     {
         .meaning =
             "Packets received without error. All columns count since the interface was made or "
             "its driver last reset them.",
         .raised = "",
         .worry =
             "A rate is what matters, not the value. With offloads (GRO, LRO) some drivers count "
             "frames, others merged packets.",
         .next = "ip -s link twice with a pause, or sar -n DEV 1.",
     },
     {
         .meaning = "正しく受信したパケット数。どの列も、インターフェースが作られてから、またはドラ"
                    "イバーがリセットしてからの累計である。",
         .raised = "",
         .worry = "値ではなく増え方を見る。GRO や LRO "
                  "では、ドライバーによりフレームを数えるものと結合後を数えるものがある。",
         .next = "間を置いて ip -s link を 2 回、または sar -n DEV 1 で見る。",
     }},
    {"column.RX-ERR",
     {
         .meaning = "Frames that the device received damaged: wrong checksum, wrong length, wrong "
                    "alignment.",
         .raised = "The driver's rx_errors, in /proc/net/dev.",
         .worry =
             "Should be 0, and must not grow: cable, transceiver, port or a duplex that does not "
             "match. TCP sees it as loss.",
         .next = "ethtool -S IFACE splits it (rx_crc_errors and others), ethtool IFACE shows speed "
                 "and duplex, ethtool -m the optical levels. Change the cable; look at the switch "
                 "port's counters.",
     },
     {
         .meaning =
             "デバイスが壊れた状態で受けたフレーム。チェックサム、長さ、アライメントの誤り。",
         .raised = "ドライバーの rx_errors で、/proc/net/dev にある。",
         .worry = "0 "
                  "であるべきで、増えてはならない。ケーブル、トランシーバ、ポート、デュプレックス("
                  "全二重・半二重)の不一致が原因である。TCP からは損失に見える。",
         .next = "ethtool -S IFACE で内訳(rx_crc_errors など)、ethtool IFACE "
                 "で速度とデュプレックス、ethtool -m "
                 "で光レベルを見る。ケーブルを替え、スイッチ側のカウンターも見る。",
     }},
    {"column.RX-DRP",
     {
         .meaning = "Packets that arrived whole and were dropped for want of room or of a taker.",
         .raised =
             "/proc/net/dev adds rx_dropped and rx_missed_errors: the device's ring was full, the "
             "CPU's queue was full (netdev_max_backlog), or no protocol handler wanted the frame "
             "(unknown EtherType or VLAN).",
         .worry =
             "A slow growth on a quiet host is usually frames for nobody (LLDP, spanning tree) "
             "and harmless. Growth with the load is loss.",
         .next =
             "ethtool -S IFACE (missed, no_buffer, discards) and /proc/net/softnet_stat (second "
             "column: CPU queue, third: budget) tell which. Remedies: ethtool -G rx N, more "
             "queues (ethtool -L), RSS or RPS, netdev_max_backlog.",
     },
     {
         .meaning = "正しく届いたが、空きや受け手がなくて捨てられたパケット。",
         .raised =
             "/proc/net/dev の値は rx_dropped と rx_missed_errors の和である。デバイスのリングが満"
             "杯、CPU のキューが満杯(netdev_max_backlog)、またはどのプロトコルも引き取らないフレー"
             "ム(未知の EtherType や VLAN)。",
         .worry =
             "静かなホストでゆっくり増えるのは、たいてい誰宛てでもないフレーム(LLDP、スパニングツ"
             "リー)で害はない。負荷とともに増えるなら損失である。",
         .next =
             "ethtool -S IFACE(missed、no_buffer、discards)と /proc/net/softnet_stat(2 列目は CPU "
             "のキュー、3 列目は予算切れ)で区別する。対策は ethtool -G rx N、キュー増(ethtool "
             "-L)、RSS や RPS、netdev_max_backlog である。",
     }},
    {"column.RX-OVR",
     {
         .meaning =
             "Receive overruns: the device's own FIFO ran over before the host took the data "
             "(rx_fifo_errors).",
         .raised = "",
         .worry =
             "Should be 0. Growth means that the bus or the CPU comes too late, with bursts above "
             "all. Many drivers count this under RX-DRP instead.",
         .next =
             "ethtool -g IFACE (ring size), ethtool -c (interrupt moderation), mpstat -P ALL 1 (a "
             "CPU busy with softirq), power saving of the CPU.",
     },
     {
         .meaning =
             "受信オーバーラン。ホストが引き取る前にデバイス内の FIFO が溢れた(rx_fifo_errors)。",
         .raised = "",
         .worry = "0 であるべきである。増えるなら、特にバースト時にバスか CPU "
                  "が間に合っていない。これを RX-DRP に数えるドライバーも多い。",
         .next =
             "ethtool -g IFACE(リング)、ethtool -c(割り込み抑制)、mpstat -P ALL 1(softirq で忙し"
             "い CPU)、CPU の省電力を見る。",
     }},
    {"column.TX-OK",
     {
         .meaning = "Packets sent without error.",
         .raised = "",
         .worry =
             "A rate is what matters. With TSO one count may stand for one large packet or for "
             "its frames, by driver.",
         .next = "ip -s link twice with a pause, or sar -n DEV 1.",
     },
     {
         .meaning = "正しく送信したパケット数。",
         .raised = "",
         .worry = "値ではなく増え方を見る。TSO "
                  "では、大きなパケット一つを数えるか、そのフレームを数えるかがドライバーによる。",
         .next = "間を置いて ip -s link を 2 回、または sar -n DEV 1 で見る。",
     }},
    {"column.TX-ERR",
     {
         .meaning =
             "Packets that the device failed to send (tx_errors): lost carrier, aborted, late "
             "collision, or an error of a tunnel such as no route to its other end.",
         .raised = "",
         .worry =
             "Should be 0. On tunnels a growth means that the outer route is missing or loops.",
         .next =
             "ethtool -S IFACE, dmesg (\"NETDEV WATCHDOG\", link down); for tunnels ip -s -d link "
             "and ip route get REMOTE.",
     },
     {
         .meaning =
             "デバイスが送信に失敗したパケット(tx_errors)。キャリア喪失、中止、遅延衝突、またはト"
             "ンネルの誤り(対向への経路がないなど)。",
         .raised = "",
         .worry = "0 であるべきである。トンネルで増えるなら、外側の経路がないか、ループしている。",
         .next =
             "ethtool -S IFACE と dmesg(NETDEV WATCHDOG、link down)を見る。トンネルなら ip -s -d "
             "link と ip route get REMOTE を見る。",
     }},
    {"column.TX-DRP",
     {
         .meaning = "Packets dropped on the way out by the device or its driver (tx_dropped).",
         .raised = "Drops of the queueing discipline are not in it: these are in tc -s qdisc.",
         .worry = "Should be near 0. Growth: the interface was down while something sent, the ring "
                  "stayed full, or a virtual device refused (no peer, wrong size).",
         .next = "tc -s qdisc show dev IFACE beside it; ethtool -S; ip link for the state.",
     },
     {
         .meaning = "送信の途中でデバイスかドライバーが捨てたパケット(tx_dropped)。",
         .raised = "キューイング規律(qdisc)による破棄は含まない。それは tc -s qdisc にある。",
         .worry = "ほぼ 0 であるべきである。増えるのは、down "
                  "のインターフェースに送った、リングが満杯のまま、仮想デバイスが拒んだ("
                  "対向なし、大きさの誤り)などの場合である。",
         .next = "tc -s qdisc show dev IFACE と並べて見る。ethtool -S と、状態は ip link で見る。",
     }},
    {"column.TX-OVR",
     {
         .meaning =
             "Transmit FIFO errors (tx_fifo_errors): the device's buffer ran empty in the midst "
             "of a frame, or over.",
         .raised = "",
         .worry = "Should be 0; growth is a matter of hardware or its driver.",
         .next = "ethtool -S IFACE, dmesg; newer driver or firmware.",
     },
     {
         .meaning =
             "送信 FIFO "
             "の誤り(tx_fifo_errors)。フレームの途中でデバイスのバッファが空になったか、溢れた。",
         .raised = "",
         .worry = "0 であるべきである。増えるならハードウェアかドライバーの問題である。",
         .next = "ethtool -S IFACE と dmesg を見る。ドライバーやファームウェアを更新する。",
     }},
    {"column.Flg",
     {
         .meaning =
             "Letters for the interface's flags; see interface-flag.U and the others. BMRU is a "
             "normal Ethernet interface, LRU the loopback.",
         .raised = "",
         .worry =
             "A missing R means no carrier; a missing U, that the interface is down (shown with "
             "-a only).",
         .next = "ip link prints the flags by name.",
     },
     {
         .meaning = "インターフェースのフラグを表す文字。interface-flag.U などを参照。BMRU "
                    "は普通の Ethernet、LRU はループバックである。",
         .raised = "",
         .worry = "R がなければリンクなし、U がなければ down(-a のときだけ表示)である。",
         .next = "ip link は名前で表示する。",
     }},
    {"column.interface.frame",
     {
         .meaning =
             "In the long form (-ie): frames with framing errors; the sum of length, overrun, CRC "
             "and alignment errors.",
         .raised = "/proc/net/dev adds rx_length_errors, rx_over_errors, rx_crc_errors and "
                   "rx_frame_errors.",
         .worry = "As column.RX-ERR, of which it is a part for most drivers.",
         .next = "ethtool -S IFACE tells them apart.",
     },
     {
         .meaning =
             "長い形式(-ie)で、フレーム誤り。長さ、オーバーラン、CRC、アライメントの誤りの和であ"
             "る。",
         .raised =
             "/proc/net/dev は rx_length_errors、rx_over_errors、rx_crc_errors、rx_frame_errors を"
             "足す。",
         .worry = "column.RX-ERR と同じで、多くのドライバーではその一部である。",
         .next = "内訳は ethtool -S IFACE で見る。",
     }},
    {"column.interface.carrier",
     {
         .meaning =
             "In the long form (-ie): packets that could not be sent for want of a carrier, or "
             "were aborted.",
         .raised = "/proc/net/dev adds tx_carrier_errors, tx_aborted_errors, tx_window_errors and "
                   "tx_heartbeat_errors.",
         .worry = "Growth means a link that comes and goes: cable, port, or the other side.",
         .next = "dmesg for link up and down, ethtool IFACE, /sys/class/net/IFACE/carrier_changes.",
     },
     {
         .meaning = "長い形式(-ie)で、キャリアがなくて送れなかった、または中止されたパケット。",
         .raised = "/proc/net/dev は tx_carrier_errors、tx_aborted_errors、tx_window_errors、"
                   "tx_heartbeat_errors を足す。",
         .worry = "増えるならリンクが不安定である。ケーブル、ポート、対向を疑う。",
         .next =
             "dmesg の link up/down、ethtool IFACE、/sys/class/net/IFACE/carrier_changes を見る。",
     }},
    {"column.interface.collisions",
     {
         .meaning = "In the long form (-ie): collisions on a shared, half-duplex medium.",
         .raised = "",
         .worry = "0 on every link of today. Anything else is a half-duplex link: autonegotiation "
                  "failed.",
         .next = "ethtool IFACE: Duplex must be Full at both ends.",
     },
     {
         .meaning = "長い形式(-ie)で、半二重の共有媒体での衝突。",
         .raised = "",
         .worry =
             "今のリンクでは 0 である。0 でなければ半二重で、オートネゴシエーションに失敗してい"
             "る。",
         .next = "ethtool IFACE の Duplex が両端とも Full であることを確かめる。",
     }},
    {"column.interface.txqueuelen",
     {
         .meaning = "In the long form (-ie): how many packets the queueing discipline may hold by "
                    "default.",
         .raised = "",
         .worry = "1000 for Ethernet. 0 or 1 starves a discipline that takes its limit from it; "
                  "several thousands add delay.",
         .next =
             "tc -s qdisc show dev IFACE for the discipline's real limit and drops; ip link set "
             "IFACE txqueuelen N.",
     },
     {
         .meaning = "長い形式(-ie)で、キューイング規律が既定で保持できるパケット数。",
         .raised = "",
         .worry =
             "Ethernet では 1000。0 や 1 ではこれを上限に使う規律が詰まり、数千では遅延が増える。",
         .next = "規律の実際の上限と破棄は tc -s qdisc show dev IFACE で見る。ip link set IFACE "
                 "txqueuelen N で変える。",
     }},
    {"column.interface.scopeid",
     {
         .meaning =
             "In the long form (-ie): how far an IPv6 address is valid: <global>, <link> (fe80::, "
             "needs %IFACE), <site>, <host> (::1), <compat>.",
         .raised = "",
         .worry = "A host with <link> addresses only has got no prefix from a router.",
         .next = "ip -6 addr; see route-flag.A.",
     },
     {
         .meaning =
             "長い形式(-ie)で、IPv6 アドレスの有効範囲: <global>、<link>(fe80::。%IFACE が要る)、"
             "<site>、<host>(::1)、<compat>。",
         .raised = "",
         .worry = "<link> のアドレスしかなければ、ルーターからプレフィックスを得ていない。",
         .next = "ip -6 addr を見る。route-flag.A を参照。",
     }},
    {"interface-flag.U",
     {
         .meaning = "UP: the administrator has switched the interface on.",
         .raised = "ip link set IFACE up.",
         .worry = "Normal. Without R there is no link in spite of it.",
         .next = "ip link show IFACE.",
     },
     {
         .meaning = "UP。管理者がインターフェースを有効にした。",
         .raised = "ip link set IFACE up による。",
         .worry = "正常である。R がなければ、有効でもリンクがない。",
         .next = "ip link show IFACE で見る。",
     }},
    {"interface-flag.R",
     {
         .meaning = "RUNNING: the interface can carry packets, for it has a carrier.",
         .raised = "The driver reports the carrier; netif_oper_up() decides.",
         .worry =
             "Missing beside U: the cable, the switch port or, for veth, the other end is down.",
         .next = "ethtool IFACE (Link detected), dmesg, ip link show (NO-CARRIER, state).",
     },
     {
         .meaning = "RUNNING。キャリアがあり、パケットを運べる。",
         .raised = "ドライバーがキャリアを報告し、netif_oper_up() が判断する。",
         .worry =
             "U があって R がなければ、ケーブル、スイッチポート、または veth の対向が落ちている。",
         .next = "ethtool IFACE(Link detected)、dmesg、ip link show(NO-CARRIER、state)を見る。",
     }},
    {"interface-flag.B",
     {
         .meaning = "BROADCAST: the interface has a broadcast address.",
         .raised = "The driver sets it, as for Ethernet.",
         .worry = "Normal.",
         .next = "ip addr shows it (brd).",
     },
     {
         .meaning = "BROADCAST。ブロードキャストアドレスを持つ。",
         .raised = "Ethernet などのドライバーが立てる。",
         .worry = "正常である。",
         .next = "ip addr の brd で見る。",
     }},
    {"interface-flag.L",
     {
         .meaning = "LOOPBACK: the interface lo, by which the host talks to itself.",
         .raised = "The kernel makes one for each network namespace.",
         .worry = "Normal. In a new namespace it is down until someone raises it, and local "
                  "connections fail until then.",
         .next = "ip -n NAME link set lo up.",
     },
     {
         .meaning = "LOOPBACK。ホストが自分自身と通信する lo である。",
         .raised = "ネットワーク名前空間ごとにカーネルが一つ作る。",
         .worry =
             "正常である。新しい名前空間では誰かが有効にするまで down で、それまでローカル接続は失"
             "敗する。",
         .next = "ip -n NAME link set lo up で有効にする。",
     }},
    {"interface-flag.M",
     {
         .meaning = "MULTICAST: the interface can send and receive multicast.",
         .raised = "The driver sets it.",
         .worry = "Normal. Without it IPv6 does not work on the interface.",
         .next = "netstat -g lists the groups that were joined.",
     },
     {
         .meaning = "MULTICAST。マルチキャストを送受信できる。",
         .raised = "ドライバーが立てる。",
         .worry = "正常である。これがないと IPv6 が働かない。",
         .next = "参加しているグループは netstat -g で見る。",
     }},
    {"interface-flag.N",
     {
         .meaning = "NOTRAILERS: a flag of BSD from the days of trailer encapsulation.",
         .raised = "Only who sets it by hand.",
         .worry = "It means nothing on Linux.",
         .next = "Nothing needs to be done.",
     },
     {
         .meaning = "NOTRAILERS。trailer カプセル化の時代の BSD のフラグ。",
         .raised = "手で設定した場合だけ立つ。",
         .worry = "Linux では意味を持たない。",
         .next = "対処は不要である。",
     }},
    {"interface-flag.O",
     {
         .meaning =
             "NOARP: no address resolution on this interface, as for tunnels and point-to-point "
             "links.",
         .raised = "The driver, or ip link set IFACE arp off.",
         .worry = "Normal for tunnels. On Ethernet it makes neighbours unreachable, unless it was "
                  "meant (load balancing by direct return).",
         .next = "ip link show; ip link set IFACE arp on.",
     },
     {
         .meaning = "NOARP。トンネルや対向リンクのように、アドレス解決をしない。",
         .raised = "ドライバーか、ip link set IFACE arp off による。",
         .worry =
             "トンネルでは正常である。Ethernet では、意図したもの(DSR 方式の負荷分散など)でなけれ"
             "ば、隣のホストに届かなくなる。",
         .next = "ip link show で見る。ip link set IFACE arp on で戻す。",
     }},
    {"interface-flag.P",
     {
         .meaning = "Two flags share the letter: PROMISC, which takes every frame of the wire, and "
                    "POINTOPOINT, a link with one other end. -ie spells them out.",
         .raised =
             "PROMISC shows only where it was set with ip link set IFACE promisc on or by ioctl. "
             "tcpdump, bridges and containers use another way, which does not show here.",
         .worry =
             "POINTOPOINT is normal for tunnels and PPP. PROMISC that nobody explains may be a "
             "sniffer.",
         .next = "ip -d link show IFACE prints promiscuity N, which counts all of them.",
     },
     {
         .meaning =
             "二つのフラグが同じ文字を使う。線上のすべてのフレームを受ける PROMISC と、対向が一つ"
             "の POINTOPOINT である。-ie なら名前で出る。",
         .raised =
             "PROMISC は ip link set IFACE promisc on か ioctl で設定した場合だけ出る。tcpdump、ブ"
             "リッジ、コンテナは別の方法を使い、ここには出ない。",
         .worry =
             "POINTOPOINT はトンネルや PPP では正常である。説明のつかない PROMISC は盗聴かもしれな"
             "い。",
         .next = "ip -d link show IFACE の promiscuity N が、すべてを数える。",
     }},
    {"interface-flag.A",
     {
         .meaning = "ALLMULTI: the interface takes all multicast frames, joined or not.",
         .raised =
             "ip link set IFACE allmulticast on; multicast routers ask for it by another way, "
             "which does not show here.",
         .worry = "Normal on multicast routers. Else it costs CPU on links with much multicast.",
         .next = "ip -d link show IFACE (allmulti N).",
     },
     {
         .meaning = "ALLMULTI。参加の有無を問わず、すべてのマルチキャストフレームを受ける。",
         .raised = "ip link set IFACE allmulticast on "
                   "による。マルチキャストルーターは別の方法で要求し、ここには出ない。",
         .worry = "マルチキャストルーターでは正常である。それ以外では、マルチキャストの多いリンクで"
                  " CPU を使う。",
         .next = "ip -d link show IFACE(allmulti N)で見る。",
     }},
    {"interface-flag.D",
     {
         .meaning = "DEBUG: the driver was asked to be verbose.",
         .raised = "By ioctl only; few drivers heed it.",
         .worry = "Harmless but for a fuller log.",
         .next = "dmesg; ethtool IFACE (Current message level) is the way of today.",
     },
     {
         .meaning = "DEBUG。ドライバーに詳細な出力を求めた。",
         .raised = "ioctl でだけ立つ。従うドライバーは少ない。",
         .worry = "ログが増える以外の害はない。",
         .next = "dmesg を見る。今の方法は ethtool IFACE の Current message level である。",
     }},
    {"interface-flag.d",
     {
         .meaning = "DYNAMIC: the addresses are lost when the interface goes down, as for dial-up.",
         .raised = "ip link set IFACE dynamic on.",
         .worry = "Hardly ever seen.",
         .next = "ip link show IFACE.",
     },
     {
         .meaning = "DYNAMIC。ダイヤルアップのように、down になるとアドレスが失われる。",
         .raised = "ip link set IFACE dynamic on による。",
         .worry = "ほとんど見られない。",
         .next = "ip link show IFACE で見る。",
     }},
    {"interface-flag.m",
     {
         .meaning = "MASTER: the interface leads a bond or a load balancer.",
         .raised = "The bonding driver sets it.",
         .worry = "Normal for bond interfaces.",
         .next = "cat /proc/net/bonding/IFACE shows the members and which one is active.",
     },
     {
         .meaning = "MASTER。ボンディングなどの親インターフェース。",
         .raised = "ボンディングドライバーが立てる。",
         .worry = "bond では正常である。",
         .next = "メンバーとどれが有効かは cat /proc/net/bonding/IFACE で見る。",
     }},
    {"interface-flag.s",
     {
         .meaning = "SLAVE: the interface is a member of a bond.",
         .raised = "The bonding driver sets it when the member joins.",
         .worry = "Normal. Addresses belong to the bond, not to the member.",
         .next = "cat /proc/net/bonding/IFACE: link failure count of each member.",
     },
     {
         .meaning = "SLAVE。ボンディングのメンバー。",
         .raised = "加入時にボンディングドライバーが立てる。",
         .worry = "正常である。アドレスはメンバーではなく bond に付ける。",
         .next = "メンバーごとの Link Failure Count を cat /proc/net/bonding/IFACE で見る。",
     }},
    {"interface-flag.[NO FLAGS]",
     {
         .meaning =
             "netstat's words for an interface with no flag at all; it is down and of a plain "
             "kind.",
         .raised = "Shown with -a only.",
         .worry = "Normal for devices that were made and never used, such as tunl0.",
         .next = "ip link show; ip link set IFACE up.",
     },
     {
         .meaning = "フラグが一つもないインターフェースを表す netstat の語。down で、特徴もない。",
         .raised = "-a のときだけ現れる。",
         .worry = "tunl0 のように、作られただけで使われないデバイスでは正常である。",
         .next = "ip link show で見て、ip link set IFACE up で有効にする。",
     }},
    // Groups (-g).
    {"column.groups.Interface",
     {
         .meaning = "The interface on which the multicast group was joined.",
         .raised = "",
         .worry =
             "Multicast that does not arrive was often joined on another interface than the one "
             "it comes by.",
         .next = "ip maddr show; ip route get GROUP shows the interface that a join without one "
                 "chooses.",
     },
     {
         .meaning = "マルチキャストグループに参加しているインターフェース。",
         .raised = "",
         .worry =
             "届かないマルチキャストは、来るのとは別のインターフェースで参加していることが多い。",
         .next = "ip maddr show で見る。指定のない参加が選ぶインターフェースは ip route get GROUP "
                 "でわかる。",
     }},
    {"column.groups.RefCnt",
     {
         .meaning =
             "How often the group was joined on this interface: sockets, and the kernel itself.",
         .raised = "",
         .worry = "1 is usual. A number that grows is a program that joins and does not leave; "
                  "net.ipv4.igmp_max_memberships limits a socket.",
         .next = "ip maddr show (users N).",
     },
     {
         .meaning =
             "このインターフェースでグループに参加している数。ソケットとカーネル自身を数える。",
         .raised = "",
         .worry =
             "普通は 1 である。増え続けるなら、参加したまま抜けないプログラムがある。ソケットごと"
             "の上限は net.ipv4.igmp_max_memberships である。",
         .next = "ip maddr show の users N で見る。",
     }},
    {"column.groups.Group",
     {
         .meaning = "The group's address. 224.0.0.1 and ff02::1 (all hosts) are always there; "
                    "ff02::1:ffXX:XXXX belongs to neighbour discovery.",
         .raised = "",
         .worry = "Groups such as 224.0.0.251 (mDNS) or 239.x show which services take part.",
         .next =
             "netstat -gn for numbers; tcpdump igmp or icmp6 for what is announced to the routers.",
     },
     {
         .meaning =
             "グループのアドレス。224.0.0.1 と ff02::1(全ホスト)は常にある。ff02::1:ffXX:XXXX は近"
             "隣探索のものである。",
         .raised = "",
         .worry = "224.0.0.251(mDNS)や 239.x などから、どのサービスが参加しているかがわかる。",
         .next = "番号表示は netstat -gn、ルーターへの通知は tcpdump igmp や icmp6 で見る。",
     }},
    // Masquerading (-M).
    {"column.masquerade.prot",
     {
         .meaning =
             "The protocol of a masqueraded connection. netstat -M shows a table that Linux 2.2 "
             "had (/proc/net/ip_masquerade).",
         .raised = "Kernels since 2.4 do NAT by connection tracking and have no such file.",
         .worry =
             "netstat -M always says that it is not supported: that does not mean that there is "
             "no NAT.",
         .next = "conntrack -L -n (or -j) lists today's entries; sysctl "
                 "net.netfilter.nf_conntrack_count against nf_conntrack_max.",
     },
     {
         .meaning = "マスカレードされた接続のプロトコル。netstat -M は Linux 2.2 にあった表"
                    "(/proc/net/ip_masquerade)を表示する。",
         .raised = "2.4 以降のカーネルは接続追跡で NAT を行い、このファイルを持たない。",
         .worry = "netstat -M は常に未対応と言う。NAT がないという意味ではない。",
         .next = "今の項目は conntrack -L -n(または -j)で見る。sysctl "
                 "net.netfilter.nf_conntrack_count を nf_conntrack_max と比べる。",
     }},
    {"column.masquerade.expire",
     {
         .meaning = "When the entry ends without further packets: minutes:seconds.hundredths.",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "conntrack -L: the third field is the seconds left.",
     },
     {
         .meaning = "パケットが来なければ項目が終わるまでの時間(分:秒.百分の一秒)。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "conntrack -L の 3 番目の欄が残り秒数である。",
     }},
    {"column.masquerade.source",
     {
         .meaning = "The inner host whose connection is masqueraded.",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "conntrack -L: the first src=.",
     },
     {
         .meaning = "マスカレードされる接続の、内側のホスト。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "conntrack -L の最初の src= を見る。",
     }},
    {"column.masquerade.destination",
     {
         .meaning = "The outer host that it talks to.",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "conntrack -L: the first dst=.",
     },
     {
         .meaning = "通信相手である外側のホスト。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "conntrack -L の最初の dst= を見る。",
     }},
    {"column.masquerade.ports",
     {
         .meaning = "Inner port -> outer port (port that the masquerading host uses).",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "conntrack -L: sport=, dport=, and the second dport=.",
     },
     {
         .meaning = "内側のポート -> 外側のポート(マスカレードするホストが使うポート)。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "conntrack -L の sport=、dport=、2 番目の dport= を見る。",
     }},
    {"column.masquerade.initseq",
     {
         .meaning =
             "With -e: the sequence number from which on numbers are shifted, for protocols whose "
             "addresses in the data were rewritten (FTP).",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "conntrack's helpers do this today: conntrack -L expect.",
     },
     {
         .meaning = "-e で、データ中のアドレスを書き換えたプロトコル(FTP "
                    "など)について、シーケンス番号をずらし始めた番号。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "今は conntrack のヘルパーが行う。conntrack -L expect で見る。",
     }},
    {"column.masquerade.delta",
     {
         .meaning = "With -e: by how much sequence numbers are shifted since then.",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "See column.masquerade.initseq.",
     },
     {
         .meaning = "-e で、それ以後にシーケンス番号をずらす量。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "column.masquerade.initseq を参照。",
     }},
    {"column.masquerade.prevd",
     {
         .meaning = "With -e: the shift before that.",
         .raised = "",
         .worry = "Only kernels 2.2; see column.masquerade.prot.",
         .next = "See column.masquerade.initseq.",
     },
     {
         .meaning = "-e で、その前にずらしていた量。",
         .raised = "",
         .worry = "カーネル 2.2 だけのもの。column.masquerade.prot を参照。",
         .next = "column.masquerade.initseq を参照。",
     }},
    // The views as a whole.
    {"view.sockets",
     {
         .meaning =
             "netstat without -r, -i, -g, -s or -M: the sockets of this network namespace. By "
             "default those with a peer, with -l those that listen, with -a all.",
         .raised = "",
         .worry = "It is a picture of one moment: what lived between two pictures is in neither. "
                  "Sockets of containers are not in it.",
         .next =
             "bpfnetstat trace for what happens in between, bpfnetstat netstat --netns NAME|PID "
             "for other namespaces, -antpo for the most useful columns.",
     },
     {
         .meaning =
             "-r、-i、-g、-s、-M のない netstat。このネットワーク名前空間のソケットを表示する。既"
             "定では相手のあるもの、-l で待ち受けるもの、-a で全部である。",
         .raised = "",
         .worry =
             "一瞬の写真である。2 枚の間に生まれて消えたものはどちらにも写らない。コンテナのソケッ"
             "トも含まない。",
         .next = "その間の出来事は bpfnetstat trace、他の名前空間は bpfnetstat netstat --netns "
                 "NAME|PID で見る。最も役立つ列は -antpo である。",
     }},
    {"view.routes",
     {
         .meaning =
             "netstat -r: the kernel's routing table, IPv4's table main, with -6 all tables of "
             "IPv6.",
         .raised = "",
         .worry = "It is not the whole decision: policy rules, VRFs and other IPv4 tables are not "
                  "shown.",
         .next = "ip route get ADDRESS asks for the decision itself.",
     },
     {
         .meaning =
             "netstat -r。カーネルの経路表で、IPv4 では表 main、-6 では IPv6 のすべての表である。",
         .raised = "",
         .worry = "判断のすべてではない。ポリシールール、VRF、IPv4 の他の表は表示されない。",
         .next = "判断そのものは ip route get ADDRESS で尋ねる。",
     }},
    {"view.interfaces",
     {
         .meaning = "netstat -i: interfaces and their counters; -ie shows addresses as well.",
         .raised = "",
         .worry = "Counters run since the interface was made: an old error is not a present one.",
         .next = "Take two readings and compare: netstat -ic, or ip -s -s link.",
     },
     {
         .meaning = "netstat -i。インターフェースとそのカウンター。-ie でアドレスも出る。",
         .raised = "",
         .worry =
             "カウンターはインターフェースが作られてからの累計で、昔の誤りは今の誤りではない。",
         .next = "2 回読んで比べる。netstat -ic か ip -s -s link を使う。",
     }},
    {"view.groups",
     {
         .meaning = "netstat -g: the multicast groups that this host takes part in, by interface.",
         .raised = "",
         .worry = "It says what was joined, not what arrives.",
         .next = "tcpdump -i IFACE host GROUP shows whether it arrives; ip maddr adds link-layer "
                 "groups.",
     },
     {
         .meaning =
             "netstat "
             "-g。このホストが参加するマルチキャストグループを、インターフェースごとに示す。",
         .raised = "",
         .worry = "参加しているものであって、届いているものではない。",
         .next =
             "届いているかは tcpdump -i IFACE host GROUP で見る。ip maddr はリンク層のグループも示"
             "す。",
     }},
    {"view.masquerade",
     {
         .meaning =
             "netstat -M: masqueraded connections of Linux 2.2. Later kernels do not have the "
             "table, and netstat says so.",
         .raised = "",
         .worry = "That it is not supported says nothing about NAT on this host.",
         .next = "conntrack -L, nft list ruleset.",
     },
     {
         .meaning =
             "netstat -M。Linux 2.2 のマスカレード接続。以後のカーネルにはこの表がなく、netstat は"
             "その旨を言う。",
         .raised = "",
         .worry = "未対応と出ても、このホストの NAT については何もわからない。",
         .next = "conntrack -L と nft list ruleset で見る。",
     }},
    {"view.statistics",
     {
         .meaning =
             "netstat -s: the kernel's counters of this network namespace, from /proc/net/snmp, "
             "/proc/net/netstat and /proc/net/snmp6, as sentences where netstat knows one. They "
             "count since the namespace was made, usually since boot.",
         .raised =
             "Each is raised where the kernel handles a packet, on the CPU that does so, and "
             "summed up when read. They belong to the namespace, not to a socket: which listener, "
             "connection or client moved one they do not say.",
         .worry =
             "A large number is not a fault: compare two readings, and the growth with the "
             "traffic (retransmissions with segments sent, drops with connections). Many counters "
             "are left out while they are 0.",
         .next =
             "bpfnetstat explain -s explains each line beside its value; nstat -az names them by "
             "the kernel's names, and nstat without -a shows the growth since its last run. For "
             "drops of listeners bpfnetstat drops says which and why.",
     },
     {
         .meaning = "netstat "
                    "-s。このネットワーク名前空間のカーネルのカウンターで、/proc/net/snmp、/proc/"
                    "net/netstat、/proc/net/snmp6 から読み、netstat "
                    "が知るものは文章にする。名前空間が作られてから、通常は起動からの累計である。",
         .raised =
             "カーネルがパケットを処理する箇所で、その CPU の上で増やされ、読むときに合計される。"
             "名前空間のものであってソケットのものではないので、どのリスナー、接続、クライアントが"
             "動かしたかはわからない。",
         .worry =
             "数が大きいこと自体は異常ではない。2 回読んで比べ、増え方を通信量と比べる(再送は送信"
             "セグメントと、破棄は接続数と)。0 の間は省かれる項目も多い。",
         .next =
             "bpfnetstat explain -s は各行を値の横で説明する。nstat -az はカーネルの名前で、-a な"
             "しの nstat は前回からの増分を表示する。リスナーの破棄は bpfnetstat drops がどれかと"
             "なぜかを示す。",
     }},
    {"view.listen-queues",
     {
         .meaning =
             "bpfnetstat netstat -L: \"Current listen queue sizes\": of each listening TCP "
             "socket, with -x of each listening unix socket, the accept queue, the SYN queue, the "
             "limit and the kernel's drops.",
         .raised = "",
         .worry =
             "A queue is full for moments; a reading in between shows nothing. A 0 does not prove "
             "that nothing overflowed.",
         .next =
             "bpfnetstat listeners remembers the peak where a daemon runs, bpfnetstat drops sees "
             "each drop. Columns: column.listen.Listen, column.listen.Drops.",
     },
     {
         .meaning =
             "bpfnetstat netstat -L。「Current listen queue sizes」として、待ち受け中の TCP ソケッ"
             "ト(-x では unix ソケット)ごとに accept キュー、SYN キュー、上限、カーネルの破棄数を"
             "示す。",
         .raised = "",
         .worry = "キューが満杯なのは一瞬で、その間に読まなければ見えない。0 "
                  "でも、溢れなかった証拠にはならない。",
         .next =
             "デーモンがあれば bpfnetstat listeners が最大値を覚えている。bpfnetstat drops は破棄"
             "を一つずつ見る。列は column.listen.Listen と column.listen.Drops を参照。",
     }},
};

}  // namespace

std::span<const Topic> view_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
