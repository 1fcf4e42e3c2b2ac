// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

namespace bpfnetstat::explain {
namespace {

// Why a listener drops, in the order of enum VerdictCause.
constexpr Topic kTopics[] = {
    {"verdict.accepter_stopped",
     {
         .meaning = "Every thread of the process that holds the listener was stopped (state T, or "
                    "t under a tracer) or frozen with its cgroup when connections were dropped.",
         .raised =
             "SIGSTOP, SIGTSTP or SIGTTIN, job control of a shell, a frozen debugger session; "
             "docker "
             "pause, systemctl freeze: frozen threads are in state S or D, in do_freezer_trap or "
             "__refrigerator. The "
             "kernel goes on completing handshakes for it until the accept queue is full.",
         .worry = "Always, unless somebody is debugging just now: nothing is accepted, and clients "
                  "that did get into the queue wait as well.",
         .next =
             "Find out who stopped it; kill -CONT PID lets it go on. What a debugger has stopped "
             "it must let go (the verdict names it), and a cgroup that was frozen is to be thawed. "
             "A longer backlog does not help.",
     },
     {
         .meaning = "接続が捨てられたとき、リスナーを持つプロセスの全スレッドが停止していた(状態 "
                    "T、トレーサの下では t)か、cgroup ごと凍結されていた。",
         .raised =
             "SIGSTOP、SIGTSTP、SIGTTIN、シェルのジョブ制御、止まったデバッガ、または docker "
             "pause や systemctl freeze。凍結されたスレッドは状態 S か D で、do_freezer_trap か "
             "__refrigerator にいる。accept "
             "キューが満杯になるまで、カーネルはハンドシェイクを続ける。",
         .worry = "いまデバッグ中でなければ常に問題である。何も accept "
                  "されず、キューに入れたクライアントも待たされる。",
         .next = "誰が止めたかを調べる。kill -CONT PID "
                 "で再開する。デバッガが止めたものは、判定に示されるデバッガから再開するか切り離す"
                 "。凍結さ"
                 "れた cgroup は解凍する。backlog を長くしても役に立たない。",
     }},
    {"verdict.accepter_uninterruptible",
     {
         .meaning = "A thread of the process that holds the listener was in uninterruptible sleep "
                    "(state D) while the accept queue was full, and no other one ran.",
         .raised = "It waits for a disk, NFS or another file system, a device, or for the child of "
                   "vfork(2).",
         .worry = "A sleep of milliseconds is normal and gives no verdict; one of half a second "
                  "and more with a full queue does.",
         .next = "See /proc/PID/task/TID/stack, the kernel's log and the state of the storage. "
                 "Keep file access out of the thread that accepts.",
     },
     {
         .meaning =
             "accept キューが満杯の間、リスナーを持つプロセスのスレッドが割り込み不可の待ち(状態 "
             "D)にあり、ほかのスレッドも走らなかった。",
         .raised =
             "ディスク、NFS などのファイルシステム、デバイス、または vfork(2) の子を待っている。",
         .worry = "数ミリ秒なら普通で、判定は出ない。満杯のまま 0.5 秒以上続くと判定が出る。",
         .next = "/proc/PID/task/TID/stack、カーネルログ、ストレージの状態を見る。accept "
                 "するスレッドでファイルを扱わない。",
     }},
    {"verdict.accepter_blocked",
     {
         .meaning = "The process that holds the listener was in a system call that is no wait for "
                    "connections, and has not run while the accept queue was full.",
         .raised = "A blocking read, a connect to a slow server, a lock (futex, flock): seen in "
                   "/proc/PID/task/TID/syscall and wchan at two moments, between which the thread "
                   "did not leave a CPU.",
         .worry = "Whenever the server shall serve more than one client at a time.",
         .next = "The verdict names the call and what its descriptor is. Accept in a thread that "
                 "does nothing else, or make the call non-blocking or give it a timeout.",
     },
     {
         .meaning = "リスナーを持つプロセスが、接続待ちではないシステムコールの中にいて、accept "
                    "キューが満杯の間まったく走らなかった。",
         .raised = "ブロックする read、遅いサーバーへの "
                   "connect、ロック(futex、flock)など。/proc/PID/task/TID/syscall と wchan "
                   "を二度見て、その間に走っていないことで分かる。",
         .worry = "同時に複数のクライアントに応えるサーバーなら常に問題である。",
         .next = "判定にシステムコールとその記述子が示される。accept "
                 "だけをするスレッドを設けるか、呼び出しを非ブロックにするか、時間制限を付ける。",
     }},
    {"verdict.accepter_elsewhere",
     {
         .meaning = "Nothing was accepted although connections waited: the process runs, or waits "
                    "for events, but not for these. Of several processes that hold the socket the "
                    "one that runs is named, before those that only wait or keep it for others.",
         .raised =
             "An event loop that no longer watches the listener, a limit on workers or descriptors "
             "(EMFILE) after which it stops accepting, an endless loop, a thread that has died.",
         .worry = "Always: connections time out while the process looks healthy.",
         .next = "top -H for a loop, the program's log for too many open files, bpfnetstat "
                 "listeners -v for what each thread does, a debugger for the rest.",
     },
     {
         .meaning =
             "接続が待っているのに何も accept "
             "されなかった。プロセスは走っているか、別のイベントを待っている。複数のプロセスが"
             "ソケットを持つ場合は、待っているだけのものより、走っているものが示される。",
         .raised = "リスナーを監視しなくなったイベントループ、ワーカー数や記述子の上限(EMFILE)"
                   "、無限ループ、終了したスレッドなど。",
         .worry = "常に問題である。プロセスは正常に見えるのに接続は時間切れになる。",
         .next = "top -H でループを、プログラムのログで記述子の不足を、bpfnetstat listeners -v "
                 "で各スレッドの状態を調べる。残りはデバッガで見る。",
     }},
    {"verdict.accepter_slow",
     {
         .meaning = "Connections are accepted, but over a second and longer fewer than come, so "
                    "that the accept queue stays full.",
         .raised = "One thread that handles each connection before it accepts the next, a CPU that "
                   "is busy, too few workers.",
         .worry =
             "It is overload: clients wait as long as the whole queue takes, and the rest is "
             "dropped. The rates and waits that the verdict names are of this time alone; half of "
             "the waits were at most as long as it says.",
         .next = "More threads, processes or machines, or less work between two accept(2). A "
                 "longer backlog only makes the wait longer.",
     },
     {
         .meaning = "accept はされているが、1 秒以上にわたって来る数より少なく、accept "
                    "キューが満杯のままである。",
         .raised = "接続を一つ処理してから次を accept する単一スレッド、忙しい "
                   "CPU、少なすぎるワーカーなど。",
         .worry =
             "過負荷である。クライアントはキュー全体の分だけ待たされ、残りは捨てられる。判定に示さ"
             "れる速度と待ち時間はこの間だけのものである。待ち時間の半数は、示された値以下である。",
         .next = "スレッド、プロセス、マシンを増やすか、accept(2) の間の仕事を減らす。backlog "
                 "を長くしても待ちが延びるだけである。",
     }},
    {"verdict.burst",
     {
         .meaning =
             "More connections came at once than the accept queue holds; afterwards it was seen "
             "half empty.",
         .raised = "Clients that come all together: after a restart, on the minute, behind a load "
                   "balancer that has just found the server.",
         .worry = "Clients whose SYN was dropped come back after 1 s: they are delayed, not lost. "
                  "When it repeats, users notice.",
         .next = "Raise the program's backlog above what the verdict says, which has room for the "
                 "largest of several bursts (net.core.somaxconn must allow it), or have clients "
                 "spread out.",
     },
     {
         .meaning =
             "一度に来た接続が accept "
             "キューに入る数より多かった。その後、キューが半分以上空いたことが確認されている。",
         .raised =
             "再起動の直後、毎分ちょうど、またはロードバランサがサーバーを見つけた直後など、ク"
             "ライアントが一斉に来る。",
         .worry = "SYN を捨てられたクライアントは 1 "
                  "秒後に再試行する。失われるのではなく遅れる。繰り返すと利用者が気付く。",
         .next = "プログラムの backlog "
                 "を判定に示された値より大きくする。複数回のうち最大のものが入る値である(net.core."
                 "somaxconn が許す範囲で)。またはクライアントが接続する時刻をばらけさせる。",
     }},
    {"verdict.backlog_clamped",
     {
         .meaning = "A burst was larger than the accept queue, and the queue is as short as it is "
                    "because of net.core.somaxconn, not of the program.",
         .raised = "listen(2) silently takes the smaller of its argument and somaxconn of the "
                   "network namespace. Where nobody saw the call, a limit that equals somaxconn is "
                   "taken as a sign.",
         .worry =
             "Containers have a somaxconn of their own, which raising the host's does not change.",
         .next = "sysctl -w net.core.somaxconn=N inside the namespace, then restart the listener: "
                 "it is read when listen(2) is called.",
     },
     {
         .meaning = "一度に来た接続が accept キューより多く、キューの長さはプログラムではなく "
                    "net.core.somaxconn で決まっている。",
         .raised = "listen(2) は引数とネットワーク名前空間の somaxconn "
                   "の小さい方を黙って使う。呼び出しを見ていない場合は、上限が somaxconn "
                   "と等しいことを目印にする。",
         .worry = "コンテナは自分の somaxconn を持ち、ホストの値を上げても変わらない。",
         .next = "名前空間の中で sysctl -w net.core.somaxconn=N とし、リスナーを起動し直す。値は "
                 "listen(2) のときに読まれる。",
     }},
    {"verdict.backlog_tiny",
     {
         .meaning = "A burst was larger than the accept queue, and the program itself asked for "
                    "less than 32 places.",
         .raised = "Libraries with small defaults, such as 5, or a number from an old book.",
         .worry = "Any server with more than a few clients loses time this way: 1 s for each "
                  "dropped SYN.",
         .next = "Give listen(2) 128 or more (-1 takes all that somaxconn allows), or set the "
                 "library's option for it.",
     },
     {
         .meaning =
             "一度に来た接続が accept キューより多く、プログラム自身が 32 未満の長さを求めている。",
         .raised = "5 のような小さい既定値を持つライブラリ、または古い本の数字である。",
         .worry = "クライアントが多いサーバーでは、SYN が捨てられるたびに 1 秒を失う。",
         .next = "listen(2) に 128 以上を渡す(-1 なら somaxconn "
                 "の許す最大)。またはライブラリの設定を変える。",
     }},
    {"verdict.reuseport_worker_stuck",
     {
         .meaning =
             "One socket of a SO_REUSEPORT group is full and its process takes nothing, "
             "while others of the group have room: they have accepted since, or are empty and "
             "another process holds them.",
         .raised = "The kernel spreads connections by a hash of their addresses, not by load: a "
                   "stuck worker goes on getting its share.",
         .worry =
             "A part of the clients fails, always the same ones, while the service looks healthy.",
         .next = "The evidence says what keeps it (obstacle). End or restart that worker: its "
                 "socket leaves the group. A BPF program (SO_ATTACH_REUSEPORT_EBPF) or one shared "
                 "socket spread by load.",
     },
     {
         .meaning = "SO_REUSEPORT "
                    "グループの一つのソケットが満杯で、そのプロセスは何も取らない。ほかのソケットに"
                    "は空きがある。その間に accept したか、空で別のプロセスが持っている。",
         .raised = "カーネルは負荷ではなくアドレスのハッシュで接続を振り分ける。止まったワーカーに"
                   "も割り当てが続く。",
         .worry = "サービスは正常に見えるのに、一部の、いつも同じクライアントが失敗する。",
         .next =
             "証拠の obstacle "
             "に原因が示される。そのワーカーを終了または再起動すると、ソケットはグループから外れる"
             "。BPF プログラム(SO_ATTACH_REUSEPORT_EBPF)や共有ソケットなら負荷で分けられる。",
     }},
    {"verdict.syn_flood",
     {
         .meaning = "The SYN queue was full of requests from many addresses that are hardly ever "
                    "completed; or they were answered with SYN cookies, and nothing was dropped.",
         .raised = "SYNs with forged addresses. Without SYN cookies (net.ipv4.tcp_syncookies is "
                   "0) requests wait for an ACK that does not come.",
         .worry = "Without cookies always: honest clients find no place. With them they do.",
         .next = "Set net.ipv4.tcp_syncookies to 1, so that requests need no room, and filter the "
                 "sources upstream.",
     },
     {
         .meaning = "ほとんど完了しない、多くのアドレスからの要求で SYN "
                    "キューが満杯になった。または要求に SYN cookie で応え、何も捨てなかった。",
         .raised = "偽のアドレスからの SYN である。SYN cookie が無効(net.ipv4.tcp_syncookies が "
                   "0)なら、要求は来ない ACK を待ち続ける。",
         .worry = "cookie がなければ常に問題である。正しいクライアントの場所がなくなる。cookie "
                  "があれば場所はある。",
         .next = "net.ipv4.tcp_syncookies を 1 "
                 "にして要求が場所を取らないようにし、送信元を上流で遮断する。",
     }},
    {"verdict.syn_queue_small",
     {
         .meaning = "The SYN queue was full, but its clients are few, or complete their "
                    "handshakes: it is too short for them.",
         .raised = "The SYN queue is as long as the backlog; without SYN cookies its last quarter "
                   "below net.ipv4.tcp_max_syn_backlog is kept back too. Long round trips keep "
                   "requests there longer.",
         .worry = "Each dropped SYN costs its client 1 s and more.",
         .next = "Keep net.ipv4.tcp_syncookies at 1; raise the program's backlog, "
                 "net.core.somaxconn and net.ipv4.tcp_max_syn_backlog.",
     },
     {
         .meaning = "SYN "
                    "キューが満杯だったが、クライアントは少数か、ハンドシェイクを完了している。キュ"
                    "ーが短すぎる。",
         .raised = "SYN キューの長さは backlog と同じである。SYN cookie がなければ "
                   "net.ipv4.tcp_max_syn_backlog "
                   "の最後の四分の一も使えない。往復時間が長いと要求は長く残る。",
         .worry = "SYN が捨てられるたびに、クライアントは 1 秒以上を失う。",
         .next = "net.ipv4.tcp_syncookies は 1 のままにし、プログラムの "
                 "backlog、net.core.somaxconn、net.ipv4.tcp_max_syn_backlog を上げる。",
     }},
    {"verdict.not_a_queue",
     {
         .meaning = "Most of what was dropped met no full queue.",
         .raised = "No memory, no route back to the client, an ICMP error, a SYN to a broadcast "
                   "address, a refused Fast Open or MPTCP subflow.",
         .worry = "Depends on the cause that the evidence names.",
         .next =
             "bpfnetstat explain cause.NAME with that name; bpfnetstat drops shows the clients.",
     },
     {
         .meaning = "捨てられたものの大半は、満杯のキューに当たったのではない。",
         .raised = "メモリ不足、クライアントへの経路がない、ICMP エラー、ブロードキャスト宛の "
                   "SYN、Fast Open や MPTCP サブフローの拒否など。",
         .worry = "証拠に示された原因による。",
         .next = "その名前で bpfnetstat explain cause.NAME を見る。クライアントは bpfnetstat drops "
                 "で分かる。",
     }},
    {"verdict.unknown",
     {
         .meaning = "What was observed does not tell why the listener drops; the verdict says what "
                    "is missing.",
         .raised = "The first drop was less than a second ago; the queue was not seen half empty "
                   "since drops that took less than a second; accepts of one SO_REUSEPORT socket "
                   "are not observed where only tracepoints serve; transitions were lost; the "
                   "processes are another user's.",
         .worry = "The drops themselves are counted exactly all the same.",
         .next = "Look again while it drops: bpfnetstat listeners -v --watch, as root.",
     },
     {
         .meaning = "観測した事実からは、リスナーが接続を捨てる理由が分からない。足りないものは判定"
                    "に示される。",
         .raised =
             "最初の破棄から 1 秒たっていない、1 "
             "秒未満の破棄の後にキューが半分空いたところを見ていない、トレースポイントだけでは "
             "SO_REUSEPORT の各ソケットの "
             "accept が見えない、状態遷移を見落とした、プロセスが別のユーザーのものである、など。",
         .worry = "それでも破棄数そのものは正確に数えられている。",
         .next = "捨てられている間にもう一度、root で bpfnetstat listeners -v --watch を見る。",
     }},
};

}  // namespace

std::span<const Topic> verdict_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
