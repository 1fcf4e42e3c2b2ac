// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

// Every TcpExt counter of kernels 5.10 to 7.3, in the order of the kernel's list (net/ipv4/proc.c),
// then the names that older kernels print. Where the wording of net-tools misleads, the text says
// so.
namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // SYN cookies and the handshake.
    {"TcpExt.SyncookiesSent",
     {.meaning = "SYN/ACKs that carried a SYN cookie: the kernel answered a SYN without keeping "
                 "any state for it.",
      .raised = "tcp_conn_request, when tcp_syncookies is 1 and the SYN queue of the listener is "
                "full, or always with tcp_syncookies=2. A retransmitted SYN gets another cookie "
                "and counts again.",
      .worry =
          "Now and then after a restart or a burst is harmless: the clients still get in. A steady "
          "rise means that SYNs arrive faster than handshakes end: a SYN flood, clients whose "
          "final ACK never comes, or a backlog that is too short. Cookie connections lose TCP "
          "options (window scaling, SACK) when the client sends no timestamps.",
      .next = "Compare with SyncookiesRecv: many sent and few received points at a flood, about as "
              "many at honest load. Run bpfnetstat netstat -L to see which SYN queue is full and "
              "ss -tn state syn-recv to see from where; then raise the listen(2) backlog together "
              "with net.core.somaxconn."},
     {.meaning = "SYN cookie を載せて返した SYN/ACK の数である。カーネルはその SYN "
                 "の状態を何も保持せずに応答した。",
      .raised = "tcp_syncookies が 1 でリスナーの SYN キューが満杯のとき、または tcp_syncookies=2 "
                "なら常に、tcp_conn_request が数える。SYN が再送されれば cookie "
                "も再び送られ、また数えられる。",
      .worry = "再起動直後や一時的な集中でときどき増える程度なら害はなく、クライアントは接続できる"
               "。増え続けるなら、SYN flood、最後の ACK が返らないクライアント、短すぎる backlog "
               "のいずれかにより、ハンドシェイクの完了より速く SYN "
               "が届いている。タイムスタンプを送らないクライアントでは、cookie "
               "による接続はウィンドウスケールや SACK などのオプションを失う。",
      .next = "SyncookiesRecv と比べる。送信が多く受信が少なければ "
              "flood、同程度なら正規の負荷である。bpfnetstat netstat -L でどの SYN "
              "キューが満杯か、ss -tn state syn-recv でどこから来ているかを調べ、listen(2) の "
              "backlog と net.core.somaxconn を併せて増やす。"}},
    {"TcpExt.SyncookiesRecv",
     {.meaning = "Final ACKs whose SYN cookie was valid: the connection could be rebuilt from the "
                 "cookie alone.",
      .raised =
          "cookie_v4_check and cookie_v6_check, before the accept queue is looked at. A valid "
          "cookie that then meets a full accept queue also counts at ListenOverflows and is lost.",
      .worry =
          "It says that cookies do their work. It is a hint at an overloaded listener, not an "
          "error in itself; if ListenOverflows rises with it, the accept queue is the bottleneck.",
      .next = "Compare with SyncookiesSent (how many clients came back) and with ListenOverflows. "
              "bpfnetstat drops shows cookie ACKs refused by a full accept queue under a cause of "
              "their own."},
     {.meaning = "有効な SYN cookie を持つ最後の ACK を受け取った数である。cookie "
                 "だけから接続を復元できたことを示す。",
      .raised = "cookie_v4_check と cookie_v6_check が、accept キューを調べる前に数える。cookie "
                "が有効でも accept キューが満杯なら ListenOverflows も増え、その接続は失われる。",
      .worry =
          "cookie "
          "が役目を果たしていることを示す。それ自体はエラーではなく、リスナーが過負荷だという手がか"
          "りである。ListenOverflows も同時に増えるなら、ボトルネックは accept キューである。",
      .next = "SyncookiesSent(戻ってきたクライアントの割合が分かる)および ListenOverflows "
              "と比べる。accept キューが満杯で拒まれた cookie の ACK は、bpfnetstat drops "
              "が独立した原因として表示する。"}},
    {"TcpExt.SyncookiesFailed",
     {.meaning = "ACKs that reached a listener which had sent cookies of late, belonged to no "
                 "known connection and did not hold a valid cookie.",
      .raised =
          "cookie_v4_check and cookie_v6_check, only while the listener has overflowed within "
          "about the last two minutes. Besides forged ACKs it counts late ACKs, cookies older than "
          "two minutes and ACKs of connections that this host has already forgotten.",
      .worry = "Some are normal while cookies are in use. Many, without SyncookiesRecv, are an ACK "
               "flood or a guess at cookies; the ACK is answered with a reset.",
      .next = "Compare with SyncookiesSent and SyncookiesRecv and with Tcp.OutRsts. Look at the "
              "senders with tcpdump 'tcp[13] == 16 and dst port PORT'."},
     {.meaning = "最近 cookie を送ったリスナーに届き、既知の接続に属さず、有効な cookie "
                 "も持たなかった ACK の数である。",
      .raised = "cookie_v4_check と cookie_v6_check が数えるが、そのリスナーがおよそ直近 2 "
                "分以内に SYN キューを溢れさせた間に限る。偽造された ACK のほか、遅れて届いた "
                "ACK、2 分より古い cookie、このホストがすでに忘れた接続の ACK も含む。",
      .worry = "cookie の使用中に少し増えるのは普通である。SyncookiesRecv "
               "が増えずにこれだけ多いなら、ACK flood か cookie の推測である。この ACK には RST "
               "が返る。",
      .next = "SyncookiesSent、SyncookiesRecv、Tcp.OutRsts と比べる。送信元は tcpdump 'tcp[13] == "
              "16 and dst port ポート' で確かめる。"}},
    {"TcpExt.EmbryonicRsts",
     {.meaning = "Half-open connections (SYN_RECV) that ended in a reset before the handshake was "
                 "complete. netstat -s speaks of resets received, but a reset that this host sent "
                 "counts as well.",
      .raised = "tcp_check_req: a RST arrived for the pending request, a new in-window SYN did, or "
                "the accept queue was full at the final ACK and tcp_abort_on_overflow is 1.",
      .worry =
          "Port scans, health checks that close with a reset, and clients that give up produce a "
          "steady trickle. A jump together with ListenOverflows means that tcp_abort_on_overflow "
          "turns overflows into resets; a jump alone is a scan or an impatient load balancer.",
      .next =
          "Check sysctl net.ipv4.tcp_abort_on_overflow and compare with ListenOverflows and "
          "Tcp.AttemptFails, which rises with resets and SYNs that came in, not with overflows. "
          "Find the clients with tcpdump 'tcp[tcpflags] & tcp-rst != 0 and dst port PORT'."},
     {.meaning = "ハンドシェイクの完了前にリセットで終わった半開接続(SYN_RECV)の数である。netstat "
                 "-s の文は受信した RST とだけ述べるが、このホストが送った RST の場合も含む。",
      .raised = "tcp_check_req が数える。保留中の要求に対して RST "
                "が届いたとき、ウィンドウ内の新しい SYN が届いたとき、または最後の ACK の時点で "
                "accept キューが満杯で tcp_abort_on_overflow が 1 のときである。",
      .worry = "ポートスキャン、RST "
               "で閉じるヘルスチェック、待ちきれず諦めるクライアントによって少しずつ増える。ListenO"
               "verflows と同時に急増するなら、tcp_abort_on_overflow が溢れを RST "
               "に変えている。単独の急増はスキャンか、せっかちなロードバランサである。",
      .next =
          "sysctl net.ipv4.tcp_abort_on_overflow を確認し、ListenOverflows および "
          "Tcp.AttemptFails(届いた RST や SYN では同時に増え、溢れでは増えない)と比べる。相手は "
          "tcpdump 'tcp[tcpflags] & tcp-rst != 0 and dst port ポート' で調べる。"}},
    // Receive buffers.
    {"TcpExt.PruneCalled",
     {.meaning = "How often a socket's receive buffer was over its limit and TCP tried to make "
                 "room by packing queued segments closer together. netstat -s calls these packets "
                 "pruned, but each count is one attempt and usually nothing is lost.",
      .raised = "tcp_prune_queue, called from tcp_try_rmem_schedule when an arriving segment does "
                "not fit into the receive buffer or into TCP's memory.",
      .worry = "A slow reader or a buffer that is too small for bandwidth times delay. It costs "
               "CPU time; data is dropped only where OfoPruned, RcvPruned, TCPRcvQDrop or "
               "TCPOFODrop rise too.",
      .next = "Look for large Recv-Q with ss -tnm (fields r and rb of skmem) and find out why the "
              "program does not read. Then look at the third value of net.ipv4.tcp_rmem, at "
              "SO_RCVBUF and at net.ipv4.tcp_mem."},
     {.meaning = "ソケットの受信バッファが上限を超え、キュー内のセグメントを詰め直して空きを作ろう"
                 "とした回数である。netstat -s は捨てたパケットと表現するが、1 回の試みを 1 "
                 "と数え、たいていは何も失われない。",
      .raised = "届いたセグメントが受信バッファまたは TCP "
                "全体のメモリに収まらないとき、tcp_try_rmem_schedule から呼ばれる tcp_prune_queue "
                "が数える。",
      .worry = "読み出しの遅いプログラム、または帯域遅延積に対して小さすぎるバッファが原因である。C"
               "PU 時間を消費する。OfoPruned、RcvPruned、TCPRcvQDrop、TCPOFODrop "
               "も増えるときだけデータが捨てられている。",
      .next = "ss -tnm で Recv-Q の大きいソケット(skmem の r と "
              "rb)を探し、プログラムが読まない理由を調べる。次に net.ipv4.tcp_rmem の第 3 "
              "値、SO_RCVBUF、net.ipv4.tcp_mem を見る。"}},
    {"TcpExt.RcvPruned",
     {.meaning = "How often packing and pruning did not free enough room in a receive buffer, so "
                 "that the segment that had just arrived could not be kept.",
      .raised = "The end of tcp_prune_queue; the caller then drops the segment, which also counts "
                "at TCPRcvQDrop or TCPOFODrop.",
      .worry = "Every one is lost data that the sender must retransmit. A rise means that a reader "
               "is stuck while its peer goes on sending, or that TCP as a whole is out of memory.",
      .next = "Run ss -tnm and look for Recv-Q close to the limit; check TCPMemoryPressures and "
              "/proc/net/sockstat against net.ipv4.tcp_mem."},
     {.meaning = "詰め直しと切り捨てをしても受信バッファに十分な空きができず、届いたばかりのセグメ"
                 "ントを保持できなかった回数である。",
      .raised = "tcp_prune_queue の最後で数える。続いて呼び出し元がセグメントを捨て、TCPRcvQDrop "
                "か TCPOFODrop も増える。",
      .worry = "1 "
               "回ごとにデータが失われ、送信側は再送しなければならない。増えるなら、読み手が止まっ"
               "たまま相手が送り続けているか、TCP 全体がメモリ不足である。",
      .next = "ss -tnm で Recv-Q が上限に近いソケットを探し、TCPMemoryPressures "
              "と、/proc/net/sockstat の値を net.ipv4.tcp_mem と比べて確かめる。"}},
    {"TcpExt.OfoPruned",
     {.meaning = "How often segments were thrown out of an out-of-order queue to make room in the "
                 "receive buffer. One count is one clean-up, which may drop many segments.",
      .raised =
          "tcp_prune_ofo_queue, called when packing the queues closer together was not enough.",
      .worry = "The dropped segments had already been acknowledged with SACK and must be sent "
               "again. It appears on lossy paths with large windows and small receive buffers; a "
               "few are tolerable, a constant rise costs throughput.",
      .next = "Compare with PruneCalled and TCPOFOQueue. Find the loss behind the holes (ethtool "
              "-S, bpfnetstat netstat -s) and raise the third value of net.ipv4.tcp_rmem."},
     {.meaning = "受信バッファの空きを作るために、順序外キューからセグメントを捨てた回数である。1 "
                 "回の整理で多数のセグメントを捨てることもある。",
      .raised = "キューの詰め直しだけでは足りないときに呼ばれる tcp_prune_ofo_queue が数える。",
      .worry =
          "捨てたセグメントは SACK "
          "で確認応答済みであり、送信側が送り直すことになる。損失のある経路で、ウィンドウが大きく受"
          "信バッファが小さいと起こる。少しなら許容できるが、増え続ければスループットが落ちる。",
      .next = "PruneCalled、TCPOFOQueue と比べる。抜けの元になった損失を ethtool -S や bpfnetstat "
              "netstat -s で探し、net.ipv4.tcp_rmem の第 3 値を増やす。"}},
    // ICMP, ARP, TIME_WAIT.
    {"TcpExt.OutOfWindowIcmps",
     {.meaning = "ICMP errors that quoted a TCP sequence number outside the range that the "
                 "connection has in flight; they were ignored.",
      .raised = "tcp_v4_err, tcp_v6_err and, for half-open connections, tcp_req_err.",
      .worry = "A few come from late errors for segments long acknowledged. Many are an attempt to "
               "disturb connections with forged ICMP; the check has then done its duty.",
      .next = "Look at them with tcpdump -v icmp or icmp6 and compare the quoted sequence number "
              "with ss -ti of that connection."},
     {.meaning =
          "引用された TCP シーケンス番号が、その接続の送信中の範囲から外れていたため無視した ICMP "
          "エラーの数である。",
      .raised = "tcp_v4_err、tcp_v6_err、半開接続については tcp_req_err が数える。",
      .worry = "とうに確認応答されたセグメントに対する遅れたエラーで少し増える。多ければ偽造 ICMP "
               "による接続妨害の試みであり、検査が役目を果たしたことになる。",
      .next = "tcpdump -v icmp or icmp6 で中身を見て、引用されたシーケンス番号をその接続の ss -ti "
              "と比べる。"}},
    {"TcpExt.LockDroppedIcmps",
     {.meaning = "ICMP errors that arrived while a process held the socket and could therefore not "
                 "be acted on at once.",
      .raised = "tcp_v4_err and tcp_v6_err when the socket is owned by the user; path MTU messages "
                "are kept for later and do not count.",
      .worry = "Harmless: TCP learns the same from its own timers. A large value only says that "
               "busy sockets get many ICMP errors, so look for the cause of those errors.",
      .next = "Look at Icmp.InDestUnreachs and at tcpdump icmp or icmp6 to see which router or "
              "host complains."},
     {.meaning = "プロセスがソケットをロックしている間に届き、その場では処理できなかった ICMP "
                 "エラーの数である。",
      .raised = "ソケットがユーザーに占有されているときに tcp_v4_err と tcp_v6_err が数える。経路 "
                "MTU の通知は後で処理されるため含まない。",
      .worry =
          "害はない。TCP は自分のタイマーから同じことを知る。値が大きい場合は、忙しいソケットに "
          "ICMP エラーが多数届いているということなので、エラー自体の原因を探す。",
      .next = "Icmp.InDestUnreachs と、tcpdump icmp または icmp6 "
              "で、どのルーターやホストがエラーを返しているかを見る。"}},
    {"TcpExt.ArpFilter",
     {.meaning = "ARP requests that were not answered because of arp_filter: the way back to the "
                 "asker leads through another interface.",
      .raised = "arp_process, when net.ipv4.conf.IFACE.arp_filter is 1. Despite its group it has "
                "nothing to do with TCP.",
      .worry = "With arp_filter on, a rise is the wish of whoever set it. If hosts cannot reach "
               "this one, the filter or the routing table is wrong.",
      .next = "Check sysctl -a for arp_filter, arp_ignore and arp_announce, then ip route get "
              "ADDRESS for an asker seen with tcpdump arp."},
     {.meaning = "arp_filter のために応答しなかった ARP "
                 "要求の数である。要求元への経路が別のインターフェースを通る場合に当たる。",
      .raised = "net.ipv4.conf.IFACE.arp_filter が 1 のとき、arp_process "
                "が数える。このグループにあるが TCP とは関係がない。",
      .worry = "arp_filter "
               "を有効にしていれば、増えるのは設定者の意図どおりである。このホストに到達できない相"
               "手がいるなら、フィルターか経路表が誤っている。",
      .next = "sysctl -a で arp_filter、arp_ignore、arp_announce を確かめ、tcpdump arp "
              "に現れた要求元に対して ip route get アドレス を実行する。"}},
    {"TcpExt.TW",
     {.meaning = "Sockets that went through TIME_WAIT (or an orphaned FIN_WAIT2) with a normal "
                 "timer. netstat -s says finished time wait in fast timer, a wording from timers "
                 "that no longer exist.",
      .raised = "Kernel 5.10 counts when the timer ends the socket (tw_timer_handler); 6.1 and "
                "later count when it is started (__inet_twsk_schedule).",
      .worry = "It counts closed connections where this host closed first: busy clients and "
               "proxies have millions. It is a problem only when local ports run out, or when "
               "TCPTimeWaitOverflow rises.",
      .next = "Count the present ones with ss -s or ss -tan state time-wait. Against port "
              "exhaustion use keep-alive connections, a wider net.ipv4.ip_local_port_range, or "
              "tcp_tw_reuse for outgoing connections."},
     {.meaning = "通常のタイマーで TIME_WAIT(または孤児となった "
                 "FIN_WAIT2)を経たソケットの数である。netstat -s の「fast timer "
                 "で終了」という文は、もう存在しないタイマーに由来する。",
      .raised = "5.10 はタイマーがソケットを終わらせた時点(tw_timer_handler)、6.1 "
                "以降は開始した時点(__inet_twsk_schedule)で数える。",
      .worry = "このホストが先に閉じた接続の数であり、忙しいクライアントやプロキシでは数百万にもな"
               "る。問題になるのは、ローカルポートが枯渇するときか TCPTimeWaitOverflow "
               "が増えるときだけである。",
      .next = "現在の数は ss -s か ss -tan state time-wait "
              "で数える。ポート枯渇には、接続の使い回し(keep-alive)、net.ipv4.ip_local_port_range "
              "の拡大、外向き接続での tcp_tw_reuse で対処する。"}},
    {"TcpExt.TWRecycled",
     {.meaning = "TIME_WAIT sockets that gave their address and port pair to a new outgoing "
                 "connection before their time.",
      .raised = "__inet_check_established and __inet6_check_established in connect(2), where "
                "tcp_tw_reuse allows it and timestamps are in use.",
      .worry = "Harmless, and useful when it rises: it saves connect(2) from failing for lack of "
               "ports. A high rate says that local ports are scarce.",
      .next = "Check ss -s for the number of TIME_WAIT sockets and net.ipv4.ip_local_port_range; "
              "prefer connections that are kept open."},
     {.meaning =
          "満了前に、アドレスとポートの組を新しい外向き接続へ譲った TIME_WAIT ソケットの数である。",
      .raised = "connect(2) の中の __inet_check_established と __inet6_check_established "
                "が、tcp_tw_reuse が許しタイムスタンプが有効なときに数える。",
      .worry = "害はなく、むしろポート不足で connect(2) "
               "が失敗するのを防いでいる。増え方が速ければローカルポートが逼迫している。",
      .next = "ss -s で TIME_WAIT の数を、あわせて net.ipv4.ip_local_port_range "
              "を確かめる。接続を開いたまま使い回すのが望ましい。"}},
    {"TcpExt.TWKilled",
     {.meaning = "TIME_WAIT style sockets whose timer was four seconds or shorter. netstat 2.10 "
                 "prints the bare name; older ones said finished time wait in slow timer. No "
                 "process killed anything.",
      .raised = "The same place as TW, for short timers: in practice orphaned FIN_WAIT2 sockets "
                "under a small net.ipv4.tcp_fin_timeout or TCP_LINGER2.",
      .worry = "Zero on most hosts. A rise follows from a small fin timeout and is a matter of "
               "configuration.",
      .next = "Check net.ipv4.tcp_fin_timeout and whether a program sets TCP_LINGER2."},
     {.meaning = "タイマーが 4 秒以下だった TIME_WAIT 系ソケットの数である。netstat 2.10 "
                 "は名前だけを表示し、古い版は「finished time wait in slow "
                 "timer」と書いた。誰かが強制終了したわけではない。",
      .raised = "TW と同じ場所で、タイマーが短いときに数える。実際には、net.ipv4.tcp_fin_timeout "
                "や TCP_LINGER2 が小さいときの孤児 FIN_WAIT2 である。",
      .worry = "大半のホストでは 0 である。増えるのは fin timeout "
               "を小さくした結果で、設定の問題である。",
      .next = "net.ipv4.tcp_fin_timeout と、TCP_LINGER2 を設定するプログラムの有無を確かめる。"}},
    // Timestamps and sequence checks.
    {"TcpExt.PAWSActive",
     {.meaning = "SYN/ACKs refused because the timestamp that they echoed was none that this host "
                 "had sent.",
      .raised = "tcp_rcv_state_process while in SYN_SENT; the peer gets a reset and connect(2) "
                "goes on waiting for a proper answer.",
      .worry = "Should stay near zero. A rise means late answers to an earlier attempt on the same "
               "ports, a middlebox or load balancer that rewrites timestamps, or forged answers.",
      .next = "Capture one handshake on both sides with tcpdump -v and compare TS val and ecr. "
              "Suspect SYN proxies and firewalls on the way."},
     {.meaning = "エコーされたタイムスタンプがこのホストの送ったものでなかったために拒んだ SYN/ACK "
                 "の数である。",
      .raised = "SYN_SENT の間に tcp_rcv_state_process が数える。相手には RST を返し、connect(2) "
                "は正しい応答を待ち続ける。",
      .worry = "ほぼ 0 "
               "であるべきである。増えるなら、同じポートの以前の試みへの遅れた応答、タイムスタンプ"
               "を書き換える中間装置やロードバランサ、または偽の応答である。",
      .next = "1 回のハンドシェイクを両側で tcpdump -v により採取し、TS val と ecr "
              "を比べる。経路上の SYN プロキシやファイアウォールを疑う。"}},
    {"TcpExt.PAWSEstab",
     {.meaning = "Segments of existing connections thrown away because their timestamp was older "
                 "than one already seen (PAWS, RFC 7323).",
      .raised = "tcp_validate_incoming and, for half-open connections, tcp_check_req. Up to 6.12 "
                "TIME_WAIT sockets and dropped old ACKs count here too; 6.18 and 7.3 count those "
                "at PAWSTimewait and PAWSOldAck.",
      .worry = "A trickle comes from reordering and duplicates. A fast rise with clients that hang "
               "usually means several hosts behind one NAT or load balancer address whose "
               "timestamps do not run together.",
      .next =
          "Compare with PAWSActive and TCPACKSkippedPAWS. Look at the timestamps with tcpdump -v "
          "from one client address; as a test, switch net.ipv4.tcp_timestamps off for a while."},
     {.meaning = "タイムスタンプがすでに見たものより古いために捨てた、既存接続のセグメントの数であ"
                 "る(PAWS、RFC 7323)。",
      .raised = "tcp_validate_incoming と、半開接続では tcp_check_req が数える。6.12 までは "
                "TIME_WAIT ソケットや、捨てた古い ACK もここに入り、6.18 と 7.3 ではそれぞれ "
                "PAWSTimewait と PAWSOldAck に分かれる。",
      .worry = "順序の入れ替わりや重複で少しずつ増える。急増してクライアントが固まるなら、たいてい "
               "1 つの NAT "
               "やロードバランサのアドレスの背後に、タイムスタンプの揃わない複数のホストがいる。",
      .next =
          "PAWSActive、TCPACKSkippedPAWS と比べる。1 つのクライアントアドレスのタイムスタンプを "
          "tcpdump -v で見る。試しに net.ipv4.tcp_timestamps を一時的に無効にしてみる。"}},
    {"TcpExt.BeyondWindow",
     {.meaning = "Segments that reached past the receive window that this host had offered; they "
                 "were dropped and answered with an ACK.",
      .raised = "tcp_validate_incoming, and in 7.3 also tcp_data_queue. In 6.18 and 7.3, not in "
                "6.12 and earlier.",
      .worry = "Should be close to zero: a correct sender obeys the window. A rise points at a "
               "broken sender, a middlebox that changes windows, forged segments, or a receive "
               "buffer that shrank under memory pressure.",
      .next = "Take one peer with tcpdump -S and compare sequence numbers with the window. Check "
              "TCPMemoryPressures, and whether a program lowers SO_RCVBUF in mid-connection."},
     {.meaning = "このホストが提示した受信ウィンドウを超えたために捨て、ACK "
                 "で応答したセグメントの数である。",
      .raised = "tcp_validate_incoming、7.3 では tcp_data_queue も数える。6.18 と 7.3 にあり、6.12 "
                "以前にはない。",
      .worry = "正しい送信側はウィンドウを守るので、ほぼ 0 "
               "であるべきである。増えるなら、送信側の不具合、ウィンドウを書き換える中間装置、偽造"
               "セグメント、またはメモリ逼迫で縮んだ受信バッファを疑う。",
      .next = "1 つの相手を tcpdump -S "
              "で採取し、シーケンス番号とウィンドウを比べる。TCPMemoryPressures と、接続中に "
              "SO_RCVBUF を小さくするプログラムの有無を確かめる。"}},
    {"TcpExt.TSEcrRejected",
     {.meaning = "Segments for a half-open connection whose echoed timestamp this host never sent, "
                 "or not at that time.",
      .raised = "tcp_check_req in SYN_RECV; the segment is ignored and an ACK may be sent. In 6.18 "
                "and 7.3, not in 6.12 and earlier.",
      .worry = "Near zero in health. A rise means forged final ACKs, or a middlebox that tampers "
               "with TCP timestamps and so keeps honest clients out.",
      .next = "Look at one handshake with tcpdump -v on the listener's port and compare ecr with "
              "the SYN/ACK's val."},
     {.meaning = "半開接続に届き、エコーされたタイムスタンプがこのホストの送ったものでない、または"
                 "時刻の合わないセグメントの数である。",
      .raised = "SYN_RECV で tcp_check_req が数える。そのセグメントは無視され、ACK "
                "を返すことがある。6.18 と 7.3 にあり、6.12 以前にはない。",
      .worry = "正常ならほぼ 0 である。増えるなら、最後の ACK の偽造か、TCP "
               "タイムスタンプを改変して正規のクライアントを締め出す中間装置である。",
      .next = "待ち受けポートのハンドシェイクを tcpdump -v で 1 つ見て、ecr と SYN/ACK の val "
              "を比べる。"}},
    {"TcpExt.PAWSOldAck",
     {.meaning = "Pure ACKs with an old timestamp, overtaken by newer ones on the way. They are "
                 "dropped in silence because they say nothing new.",
      .raised = "tcp_validate_incoming. In 6.18 and 7.3; older kernels count them at PAWSEstab.",
      .worry = "Benign. A very high value shows strong reordering in the network or between the "
               "receive queues of this host.",
      .next = "Compare with TCPSACKReorder and TCPTSReorder; check how the network card spreads "
              "packets over queues (ethtool -x, ethtool -l)."},
     {.meaning = "途中で新しいものに追い越された、古いタイムスタンプの純粋な ACK "
                 "の数である。新しい情報がないので黙って捨てられる。",
      .raised = "tcp_validate_incoming が数える。6.18 と 7.3 にあり、それより古いカーネルでは "
                "PAWSEstab に入る。",
      .worry = "害はない。極端に多ければ、ネットワークまたはこのホストの受信キュー間で順序が大きく"
               "入れ替わっている。",
      .next = "TCPSACKReorder、TCPTSReorder と比べ、NIC がパケットをキューへ振り分ける設定(ethtool "
              "-x、ethtool -l)を確かめる。"}},
    {"TcpExt.PAWSTimewait",
     {.meaning = "Segments that reached a TIME_WAIT socket with a timestamp older than the last "
                 "one of the finished connection.",
      .raised = "tcp_timewait_state_process. In 6.18 and 7.3; older kernels count it at PAWSEstab.",
      .worry = "A few are stragglers. Many, with clients that cannot connect, mean that a client "
               "address reuses ports quickly with timestamps that jump back: typical for NAT in "
               "front of many hosts.",
      .next = "Look at SYNs from such an address with tcpdump -v and check whether their TS val "
              "runs backwards; compare with TCPACKSkippedTimeWait."},
     {.meaning = "終わった接続の最後のものより古いタイムスタンプを持ち、TIME_WAIT "
                 "ソケットに届いたセグメントの数である。",
      .raised = "tcp_timewait_state_process が数える。6.18 と 7.3 にあり、それより古いカーネルでは "
                "PAWSEstab に入る。",
      .worry = "少しなら遅れて届いたものである。多くて接続できないクライアントがいるなら、あるアド"
               "レスがタイムスタンプの逆行するままポートを素早く使い回している。多数のホストを束ね"
               "る NAT に典型的である。",
      .next = "そのアドレスからの SYN を tcpdump -v で見て TS val "
              "が逆行していないか調べ、TCPACKSkippedTimeWait と比べる。"}},
    // Delayed ACKs.
    {"TcpExt.DelayedACKs",
     {.meaning =
          "ACKs that were sent because the delayed ACK timer ran out, with no data to carry them.",
      .raised = "tcp_delack_timer_handler, 40 to 200 ms after a segment that was not acknowledged "
                "at once.",
      .worry =
          "Normal in request and response traffic. A rate near that of your requests, with "
          "latencies of about 40 ms, shows the old quarrel of delayed ACKs with Nagle's algorithm.",
      .next = "If small requests are slow, set TCP_NODELAY in the sender or write whole messages "
              "at once; ss -ti shows ato, the ACK timeout in use."},
     {.meaning = "載せるデータがないまま遅延 ACK タイマーが満了して送られた ACK の数である。",
      .raised = "すぐには確認応答しなかったセグメントから 40〜200 ms "
                "後に、tcp_delack_timer_handler が数える。",
      .worry = "要求と応答を繰り返す通信では普通である。要求数に近い速さで増え、約 40 ms "
               "の遅延が見られるなら、遅延 ACK と Nagle アルゴリズムの相性問題である。",
      .next =
          "小さな要求が遅いなら、送信側で TCP_NODELAY を設定するか、メッセージをまとめて書く。ss "
          "-ti の ato が現在の ACK タイムアウトである。"}},
    {"TcpExt.DelayedACKLocked",
     {.meaning = "Delayed ACK timers that ran out while a process held the socket; the ACK was "
                 "left to that process's release of the socket.",
      .raised = "tcp_delack_timer.",
      .worry = "Benign: the ACK follows within moments. A large share of DelayedACKs shows "
               "programs that hold sockets for long, for instance in very large reads or writes.",
      .next = "Compare with DelayedACKs; if ACKs are visibly late, look at the program with perf "
              "or strace -T."},
     {.meaning =
          "遅延 ACK タイマーが満了したとき、プロセスがソケットをロックしていた回数である。ACK "
          "の送信はロック解放時に任される。",
      .raised = "tcp_delack_timer が数える。",
      .worry = "ACK はすぐ後に送られるので害はない。DelayedACKs "
               "に占める割合が大きければ、非常に大きな読み書きなどでソケットを長く占有するプログラ"
               "ムがある。",
      .next = "DelayedACKs と比べる。ACK が目に見えて遅いなら、perf や strace -T "
              "でプログラムを調べる。"}},
    {"TcpExt.DelayedACKLost",
     {.meaning =
          "Segments that arrived again although this host had received them already: the peer had "
          "not seen our ACK in time. netstat -s prints it as quick ack mode activated.",
      .raised = "tcp_send_dupack and tcp_data_queue on old data; the socket then acknowledges at "
                "once for a while (quick ACK mode).",
      .worry = "A little is usual with loss. A rise means that ACKs get lost or come later than "
               "the peer's retransmission timer, or that the peer retransmits without need.",
      .next = "Compare with TCPDSACKOldSent. Check loss in the outgoing direction (ip -s link, "
              "ethtool -S) and the round trip time with ss -ti."},
     {.meaning = "すでに受信済みのセグメントが再び届いた回数である。相手がこちらの ACK "
                 "を間に合って受け取っていない。netstat -s は quick ack "
                 "モードに入った回数として表示する。",
      .raised = "古いデータに対して tcp_send_dupack と tcp_data_queue "
                "が数える。その後しばらく、ソケットは即座に確認応答する(quick ACK モード)。",
      .worry = "損失があれば少し増えるのは普通である。増え続けるなら、ACK "
               "が失われているか、相手の再送タイマーより遅いか、相手が不要な再送をしている。",
      .next = "TCPDSACKOldSent と比べる。外向きの損失を ip -s link と ethtool -S で、往復時間を ss "
              "-ti で確かめる。"}},
    // Listeners.
    {"TcpExt.ListenOverflows",
     {.meaning = "Connections that a listener could not take because its accept queue was full: "
                 "the program does not call accept(2) fast enough for the length of its queue. It "
                 "counts both SYNs and final ACKs that were refused.",
      .raised = "tcp_conn_request for a SYN, tcp_v4_syn_recv_sock and tcp_v6_syn_recv_sock for the "
                "ACK that would complete a handshake or bring a SYN cookie back. ListenDrops rises "
                "with each of them.",
      .worry = "Each one delays a client by a second or more until it sends again, or costs the "
               "connection. A few at start-up may pass; a steady rise is an outage in the making. "
               "The kernel does not say which listener it was.",
      .next = "Run bpfnetstat drops: it names the listener, the client and the cause. Then "
              "bpfnetstat listeners or ss -ltn: Recv-Q is the queue, Send-Q its limit, and the "
              "limit is the smaller of the listen(2) backlog and net.core.somaxconn. Find out why "
              "the program is slow before you raise both."},
     {.meaning =
          "accept キューが満杯のため、リスナーが受け入れられなかった接続の数である。プログラムの "
          "accept(2) が、キューの長さの割に追いついていない。拒んだ SYN と最後の ACK "
          "の両方を数える。",
      .raised = "SYN は tcp_conn_request、ハンドシェイクを完了させる ACK や SYN cookie の ACK は "
                "tcp_v4_syn_recv_sock と tcp_v6_syn_recv_sock が数える。そのたびに ListenDrops "
                "も増える。",
      .worry = "1 回ごとに、クライアントは再送するまで 1 "
               "秒以上待たされるか、接続を失う。起動時に少し出るだけなら見過ごせるが、増え続けるな"
               "ら障害の前触れである。どのリスナーかをカーネルは教えない。",
      .next = "bpfnetstat drops を実行すると、リスナー、クライアント、原因が分かる。次に "
              "bpfnetstat listeners か ss -ltn を見ると、Recv-Q がキューの長さ、Send-Q "
              "が上限で、上限は listen(2) の backlog と net.core.somaxconn "
              "の小さい方である。両方を増やす前に、プログラムが遅い理由を突き止める。"}},
    {"TcpExt.ListenDrops",
     {.meaning = "Everything that a listener threw away for whatever reason, of which "
                 "ListenOverflows is one part. netstat -s says SYNs to LISTEN sockets dropped, but "
                 "final ACKs and cookie ACKs are in it as well.",
      .raised =
          "tcp_conn_request (accept queue full, SYN queue full, no memory, no route, a SYN backlog "
          "in its last quarter without cookies), the syn_recv_sock functions, tcp_req_err (ICMP "
          "error for a half-open connection), SYNs to a broadcast or multicast address, and "
          "MPTCP's subflow_v4_conn_request and subflow_v6_conn_request.",
      .worry = "It should stand still. If it equals ListenOverflows, accept queues are full; if "
               "TCPReqQFullDrop makes up the difference, SYN queues are; if neither does, look for "
               "memory, routes and ICMP.",
      .next = "Run bpfnetstat drops for listener, client and cause of each. Compare nstat -az "
              "'TcpExtListen*' TcpExtTCPReqQFullDrop. The d value of ss -ltm is not this counter "
              "per listener: it counts some drops twice and others besides."},
     {.meaning = "理由を問わずリスナーが捨てたもの全体の数で、ListenOverflows "
                 "はその一部である。netstat -s の文は LISTEN ソケットへの SYN "
                 "としか述べないが、最後の ACK や cookie の ACK も含む。",
      .raised =
          "tcp_conn_request(accept キュー満杯、SYN キュー満杯、メモリ不足、経路なし、cookie "
          "無効時に SYN backlog の残り 4 分の 1 に入ったとき)、syn_recv_sock "
          "の各関数、tcp_req_err(半開接続への ICMP エラー)、ブロードキャストやマルチキャスト宛ての "
          "SYN、MPTCP の subflow_v4_conn_request と subflow_v6_conn_request が数える。",
      .worry = "増えないのが正常である。ListenOverflows と等しければ accept キューが満杯、差が "
               "TCPReqQFullDrop に等しければ SYN "
               "キューが満杯である。どちらでもなければ、メモリ、経路、ICMP を疑う。",
      .next = "bpfnetstat drops で 1 件ごとのリスナー、クライアント、原因を見る。nstat -az "
              "'TcpExtListen*' TcpExtTCPReqQFullDrop で比べる。ss -ltm の d "
              "の値はソケット別のこのカウンターではなく、二重に数えるものや別の破棄も含む。"}},
    // Header prediction.
    {"TcpExt.TCPHPHits",
     {.meaning = "Data segments received on the fast path (header prediction): in order, with "
                 "nothing unusual in the header.",
      .raised = "tcp_rcv_established, where the segment matches the prediction.",
      .worry = "The more the better; there is no value to worry about. A small share of all "
               "received data means loss, reordering or a full receive window on most connections.",
      .next = "Compare its growth with Tcp.InSegs; if the share falls, look at TCPOFOQueue and "
              "TCPPureAcks."},
     {.meaning =
          "高速経路(ヘッダー予測)"
          "で受信したデータセグメントの数である。順序どおりで、ヘッダーに特別なものがなかった。",
      .raised = "セグメントが予測に一致したとき tcp_rcv_established が数える。",
      .worry = "多いほどよく、心配すべき値はない。受信全体に占める割合が小さければ、多くの接続で損"
               "失、順序の入れ替わり、受信ウィンドウの枯渇が起きている。",
      .next =
          "増加量を Tcp.InSegs と比べる。割合が下がったら TCPOFOQueue と TCPPureAcks を見る。"}},
    {"TcpExt.TCPPureAcks",
     {.meaning = "ACKs without data that went through the slow path of ACK handling.",
      .raised = "tcp_ack.",
      .worry = "Normal, and large on senders. With TCPHPAcks it gives the number of ACKs; only the "
               "ratio of the two says something.",
      .next = "Compare with TCPHPAcks: a high share on the slow path goes with SACK blocks, window "
              "updates and duplicate ACKs, hence look at TCPSackRecovery."},
     {.meaning = "データを含まず、ACK 処理の低速経路を通った ACK の数である。",
      .raised = "tcp_ack が数える。",
      .worry = "普通のことで、送信側では大きな値になる。TCPHPAcks との合計がおおよその ACK "
               "の数であり、意味があるのは両者の比だけである。",
      .next = "TCPHPAcks と比べる。低速経路の割合が高いときは SACK ブロック、ウィンドウ更新、重複 "
              "ACK を伴うので、TCPSackRecovery を見る。"}},
    {"TcpExt.TCPHPAcks",
     {.meaning = "ACKs that only moved the acknowledged sequence forward and were handled on the "
                 "fast path.",
      .raised = "tcp_ack, for segments that matched the header prediction.",
      .worry = "Benign; a large value is the sign of undisturbed sending.",
      .next = "Compare with TCPPureAcks and Tcp.OutSegs. If its share falls, look at loss: "
              "TCPFastRetrans and TCPTimeouts."},
     {.meaning = "確認応答番号を進めただけで、高速経路で処理された ACK の数である。",
      .raised = "ヘッダー予測に一致したセグメントについて tcp_ack が数える。",
      .worry = "害はない。大きな値は送信が順調なことを示す。",
      .next = "TCPPureAcks、Tcp.OutSegs と比べる。割合が下がったら TCPFastRetrans、TCPTimeouts "
              "で損失を調べる。"}},
    // Loss recovery: how it was entered, undone, and how it failed.
    {"TcpExt.TCPRenoRecovery",
     {.meaning = "How often a connection without SACK entered fast recovery because of duplicate "
                 "ACKs. netstat -s says recovered, but it counts the beginning, not the success.",
      .raised = "tcp_enter_recovery.",
      .worry = "Each is a loss repaired within about a round trip. As SACK is on by default, a "
               "rise mostly means peers or middleboxes that strip SACK.",
      .next = "Check net.ipv4.tcp_sack and whether the peer's SYN carries sackOK (tcpdump); "
              "compare with TCPSackRecovery and TCPTimeouts."},
     {.meaning = "SACK を使わない接続が、重複 ACK により高速リカバリーに入った回数である。netstat "
                 "-s は「回復した」と書くが、成功ではなく開始を数える。",
      .raised = "tcp_enter_recovery が数える。",
      .worry =
          "1 回ごとに、およそ 1 往復時間で修復される損失が 1 つある。SACK "
          "は既定で有効なので、増えるなら SACK を使えない相手か、SACK を取り除く中間装置がある。",
      .next = "net.ipv4.tcp_sack と、相手の SYN に sackOK "
              "があるか(tcpdump)を確かめ、TCPSackRecovery、TCPTimeouts と比べる。"}},
    {"TcpExt.TCPSackRecovery",
     {.meaning = "How often a connection entered fast recovery because SACK (or RACK) showed that "
                 "segments were lost. It counts the beginning of a recovery, not its success.",
      .raised = "tcp_enter_recovery; one count covers all losses of that window.",
      .worry = "Any long path loses packets, so only the rate counts: set against TCPOrigDataSent "
               "it tells how often loss strikes. Fast recovery is the good way to repair loss; "
               "timeouts are the bad one.",
      .next = "Compare with TCPFastRetrans, TCPTimeouts and TCPOrigDataSent. Use ss -ti (retrans, "
              "lost) to find connections, bpfnetstat trace for retransmits per connection, ethtool "
              "-S for drops of the card."},
     {.meaning = "SACK(または "
                 "RACK)"
                 "がセグメントの損失を示したため、高速リカバリーに入った回数である。回復の成功では"
                 "なく開始を数える。",
      .raised = "tcp_enter_recovery が数える。1 回がそのウィンドウ内の損失すべてを含む。",
      .worry = "長い経路では必ず損失があるので、意味があるのは割合だけである。TCPOrigDataSent "
               "に対する比が損失の頻度を示す。高速リカバリーは損失を直す良い方法で、悪い方法はタイ"
               "ムアウトである。",
      .next = "TCPFastRetrans、TCPTimeouts、TCPOrigDataSent と比べる。接続は ss "
              "-ti(retrans、lost)、接続ごとの再送は bpfnetstat trace、NIC の破棄は ethtool -S "
              "で調べる。"}},
    {"TcpExt.TCPSACKReneging",
     {.meaning = "How often a peer took back data that it had acknowledged with SACK.",
      .raised = "tcp_enter_loss, after tcp_check_sack_reneging found that the cumulative ACK "
                "points at a segment marked as SACKed.",
      .worry =
          "Allowed by the RFCs but rare: the peer had to empty its out-of-order queue for lack of "
          "memory. A rise points at a peer short of memory, or at a middlebox that answers for it.",
      .next = "On the peer look at OfoPruned and TCPMemoryPressures. Capture with tcpdump and "
              "check whether ACK and SACK blocks contradict each other."},
     {.meaning = "相手が SACK で確認応答したデータを撤回した回数である。",
      .raised = "累積 ACK が SACK 済みのセグメントを指していると tcp_check_sack_reneging "
                "が判断した後、tcp_enter_loss が数える。",
      .worry = "RFC "
               "では許されるがまれで、相手がメモリ不足で順序外キューを捨てたことを示す。増えるなら"
               "、相手のメモリ不足か、代わりに応答する中間装置を疑う。",
      .next = "相手側の OfoPruned と TCPMemoryPressures を見る。tcpdump で採取し、ACK と SACK "
              "ブロックに矛盾がないか確かめる。"}},
    {"TcpExt.TCPSACKReorder",
     {.meaning = "How often SACK showed that segments had been reordered on the way, not lost.",
      .raised = "tcp_check_sack_reordering; the connection then tolerates more reordering before "
                "it retransmits.",
      .worry = "Some is usual on multipath networks. Much of it causes needless retransmissions "
               "and a smaller congestion window: suspect per-packet load balancing, bonding in "
               "round-robin mode, or receive queues that scatter one flow.",
      .next = "Look at reordering in ss -ti, at TCPDSACKRecv for needless retransmissions, and at "
              "bonding mode and ethtool -x on both ends."},
     {.meaning = "セグメントが失われたのではなく、途中で順序が入れ替わっていたと SACK "
                 "から分かった回数である。",
      .raised = "tcp_check_sack_reordering "
                "が数える。その接続は以後、より大きな入れ替わりを許容してから再送する。",
      .worry = "マルチパスのネットワークでは少しあって普通である。多いと不要な再送や輻輳ウィンドウ"
               "の縮小を招く。パケット単位の負荷分散、ラウンドロビンの bonding、1 "
               "つのフローを散らす受信キューを疑う。",
      .next = "ss -ti の reordering、不要な再送を示す TCPDSACKRecv、両端の bonding モードと "
              "ethtool -x を見る。"}},
    {"TcpExt.TCPRenoReorder",
     {.meaning =
          "How often reordering was noticed on a connection without SACK, from duplicate ACKs.",
      .raised = "tcp_check_reno_reordering.",
      .worry = "As TCPSACKReorder, but a guess. It stays near zero because almost all connections "
               "use SACK.",
      .next = "Check why SACK is not in use (net.ipv4.tcp_sack, sackOK in the SYNs); otherwise "
              "proceed as for TCPSACKReorder."},
     {.meaning = "SACK を使わない接続で、重複 ACK から順序の入れ替わりを検出した回数である。",
      .raised = "tcp_check_reno_reordering が数える。",
      .worry = "TCPSACKReorder と同様だが推測である。ほぼすべての接続が SACK を使うため、0 "
               "に近いままである。",
      .next = "SACK が使われない理由(net.ipv4.tcp_sack、SYN の sackOK)を確かめ、あとは "
              "TCPSACKReorder と同じように調べる。"}},
    {"TcpExt.TCPTSReorder",
     {.meaning = "How often reordering was noticed through timestamps: the ACK belonged to the "
                 "original segment and not to its retransmission.",
      .raised = "tcp_check_sack_reordering when called with a timestamp proof, mostly while a "
                "recovery is being undone.",
      .worry = "Each one is a retransmission that was not needed. A rise means a path with "
               "reordering or with sudden changes of delay.",
      .next = "Compare with TCPPartialUndo and TCPFullUndo and look at reordering in ss -ti."},
     {.meaning = "タイムスタンプから順序の入れ替わりを検出した回数である。ACK "
                 "は再送ではなく元のセグメントに対するものだった。",
      .raised = "タイムスタンプの証拠があるとき、主にリカバリーの取り消し中に呼ばれた "
                "tcp_check_sack_reordering が数える。",
      .worry = "1 "
               "回ごとに不要な再送があった。増えるなら、順序が入れ替わる、または遅延が急に変わる経"
               "路である。",
      .next = "TCPPartialUndo、TCPFullUndo と比べ、ss -ti の reordering を見る。"}},
    {"TcpExt.TCPFullUndo",
     {.meaning = "How often a whole fast recovery proved needless: nothing was lost, and the old "
                 "congestion window was restored.",
      .raised = "tcp_try_undo_recovery, outside the Loss state.",
      .worry =
          "The undo itself is good. A rise says that reordering or delay spikes pass for loss.",
      .next = "Compare with TCPSackRecovery: a high share of undone recoveries points at "
              "reordering, see TCPSACKReorder."},
     {.meaning = "高速リカバリー全体が不要だったと分かり、元の輻輳ウィンドウに戻した回数である。何"
                 "も失われていなかった。",
      .raised = "Loss 状態以外で tcp_try_undo_recovery が数える。",
      .worry = "取り消し自体は良いことである。増えるなら、順序の入れ替わりや遅延の急増が損失と誤認"
               "されている。",
      .next =
          "TCPSackRecovery "
          "と比べる。取り消された割合が高ければ順序の入れ替わりなので、TCPSACKReorder を見る。"}},
    {"TcpExt.TCPPartialUndo",
     {.meaning = "How often part of a recovery proved needless while it was still running, because "
                 "an ACK was for the original segment.",
      .raised = "tcp_try_undo_partial, within tcp_fastretrans_alert.",
      .worry = "Like TCPFullUndo: harmless by itself, a sign of reordering or varying delay when "
               "frequent.",
      .next = "Look at TCPTSReorder and at reordering and rttvar in ss -ti."},
     {.meaning =
          "リカバリーの途中で、ACK "
          "が元のセグメントに対するものだったため、その一部が不要だったと分かった回数である。",
      .raised = "tcp_fastretrans_alert の中の tcp_try_undo_partial が数える。",
      .worry =
          "TCPFullUndo と同様、それ自体に害はないが、頻繁なら順序の入れ替わりや遅延の変動を示す。",
      .next = "TCPTSReorder と、ss -ti の reordering、rttvar を見る。"}},
    {"TcpExt.TCPDSACKUndo",
     {.meaning = "How often a congestion window was restored because the peer reported, with "
                 "DSACK, every retransmission as a duplicate.",
      .raised = "tcp_try_undo_dsack, within tcp_fastretrans_alert.",
      .worry = "Good in itself; frequent ones mean needless retransmissions through reordering or "
               "late ACKs.",
      .next = "Compare with TCPDSACKRecv and TCPSpuriousRTOs and look at the delay in the ACK "
              "direction."},
     {.meaning = "再送がすべて重複だったと相手が DSACK "
                 "で知らせたため、輻輳ウィンドウを元に戻した回数である。",
      .raised = "tcp_fastretrans_alert の中の tcp_try_undo_dsack が数える。",
      .worry = "それ自体は良いことである。頻繁なら、順序の入れ替わりや ACK "
               "の遅れによる不要な再送が起きている。",
      .next = "TCPDSACKRecv、TCPSpuriousRTOs と比べ、ACK 方向の遅延を見る。"}},
    {"TcpExt.TCPLossUndo",
     {.meaning = "How often a recovery after a retransmission timeout was undone, because the data "
                 "had arrived after all.",
      .raised = "tcp_try_undo_loss, and tcp_try_undo_recovery in the Loss state.",
      .worry =
          "The timeout came too early: delay jumped above the timer, as on mobile links, in paused "
          "virtual machines or with deep buffers. A high share of TCPTimeouts costs throughput.",
      .next = "Compare with TCPTimeouts and TCPSpuriousRTOs, and look at rto, rtt and rttvar in ss "
              "-ti."},
     {.meaning = "データが結局届いていたため、再送タイムアウト後の回復を取り消した回数である。",
      .raised = "tcp_try_undo_loss と、Loss 状態の tcp_try_undo_recovery が数える。",
      .worry =
          "タイムアウトが早すぎた。モバイル回線、停止した仮想マシン、深いバッファなどで遅延がタイマ"
          "ーを超えて跳ね上がった。TCPTimeouts に占める割合が高ければスループットを損なう。",
      .next = "TCPTimeouts、TCPSpuriousRTOs と比べ、ss -ti の rto、rtt、rttvar を見る。"}},
    {"TcpExt.TCPLostRetransmit",
     {.meaning = "Retransmitted segments that were lost a second time.",
      .raised = "tcp_mark_skb_lost, when a segment marked as lost had been retransmitted already.",
      .worry = "Loss is heavy or comes in bursts: a full queue, a policer that drops all above a "
               "rate, or a bad link. Expect TCPTimeouts and stalls to follow.",
      .next = "Compare with Tcp.RetransSegs. Look at drops of tc -s qdisc and ethtool -S, and at "
              "rate limiters on the way."},
     {.meaning = "再送したのに再び失われたセグメントの数である。",
      .raised = "損失とされたセグメントがすでに再送済みだったとき、tcp_mark_skb_lost が数える。",
      .worry = "損失がひどいか集中している。満杯のキュー、一定速度を超えると捨てるポリサー、不良回"
               "線などである。続いて TCPTimeouts と停滞が起こりやすい。",
      .next = "Tcp.RetransSegs と比べる。tc -s qdisc と ethtool -S "
              "の破棄数、経路上の帯域制限を確かめる。"}},
    {"TcpExt.TCPRenoFailures",
     {.meaning = "Retransmission timeouts of connections without SACK that had received duplicate "
                 "ACKs, but too few for fast recovery.",
      .raised = "tcp_retransmit_timer in the Disorder state. netstat -s says timeouts after reno "
                "fast retransmit, yet no fast retransmit took place.",
      .worry = "Each is a stall of at least 200 ms. Rare, as nearly all connections use SACK.",
      .next = "See TCPTimeouts for the sum; check why SACK is missing (sackOK in the SYNs)."},
     {.meaning = "SACK を使わない接続で、重複 ACK "
                 "は届いたが高速リカバリーに入るには足りず、再送タイムアウトに至った回数である。",
      .raised = "Disorder 状態の tcp_retransmit_timer が数える。netstat -s は「reno "
                "高速再送後のタイムアウト」と書くが、高速再送は行われていない。",
      .worry = "1 回ごとに 200 ms 以上停滞する。ほぼすべての接続が SACK を使うのでまれである。",
      .next = "合計は TCPTimeouts を見る。SACK がない理由(SYN の sackOK)を確かめる。"}},
    {"TcpExt.TCPSackFailures",
     {.meaning = "Retransmission timeouts of connections that had SACKed data outstanding but were "
                 "not in recovery. netstat 2.10 prints the bare name; older ones said timeouts "
                 "after SACK recovery, which is not what it counts.",
      .raised = "tcp_retransmit_timer in the Disorder state, or with SACKed segments.",
      .worry = "Each is a stall of 200 ms or more, mostly on short flows where too few segments "
               "follow the lost one. Mind the rate against TCPTimeouts.",
      .next = "Check that tail loss probes and RACK are on (net.ipv4.tcp_early_retrans, "
              "tcp_recovery) and look at rto in ss -ti."},
     {.meaning = "SACK "
                 "済みのデータを抱えながらリカバリーに入っていない接続が、再送タイムアウトした回数"
                 "である。netstat 2.10 は名前だけを表示し、古い版は「timeouts after SACK "
                 "recovery」と書いたが、数えるのはそれではない。",
      .raised =
          "Disorder 状態、または SACK 済みセグメントがあるときの tcp_retransmit_timer が数える。",
      .worry = "1 回ごとに 200 ms "
               "以上停滞する。失われたセグメントの後に続くものが少ない短いフローに多い。TCPTimeouts"
               " に対する割合に注意する。",
      .next = "TLP と RACK が有効か(net.ipv4.tcp_early_retrans、tcp_recovery)を確かめ、ss -ti の "
              "rto を見る。"}},
    {"TcpExt.TCPLossFailures",
     {.meaning = "Retransmission timeouts that struck while the connection was still in the Loss "
                 "state of an earlier timeout.",
      .raised = "tcp_retransmit_timer in the Loss state, with the backoff count at zero again.",
      .worry = "Loss goes on after the first timeout: an overloaded or failing path. A rise goes "
               "with connections that crawl.",
      .next = "Compare with TCPTimeouts and TCPLostRetransmit; find the peers with ss -ti "
              "(backoff, lost) and test the path with mtr."},
     {.meaning = "前のタイムアウトによる Loss "
                 "状態から抜けないうちに、再び再送タイムアウトした回数である。",
      .raised = "バックオフ回数が 0 に戻った Loss 状態で、tcp_retransmit_timer が数える。",
      .worry = "最初のタイムアウトの後も損失が続いている。過負荷または障害中の経路である。増えると"
               "きは、極端に遅い接続を伴う。",
      .next = "TCPTimeouts、TCPLostRetransmit と比べる。相手は ss -ti(backoff、lost)で探し、経路は "
              "mtr で確かめる。"}},
    // Retransmissions.
    {"TcpExt.TCPFastRetrans",
     {.meaning = "Segments retransmitted in fast recovery, without a timeout.",
      .raised = "tcp_xmit_retransmit_queue outside the Loss state, in segments.",
      .worry = "The healthy way to repair loss. Its ratio to TCPOrigDataSent is the loss rate as "
               "the sender sees it: well below 1 % is usual, more costs throughput.",
      .next = "Compare with Tcp.RetransSegs (all retransmissions) and TCPTimeouts. Find "
              "connections with ss -ti (retrans) or bpfnetstat trace."},
     {.meaning = "タイムアウトによらず、高速リカバリーで再送したセグメントの数である。",
      .raised = "Loss 状態以外の tcp_xmit_retransmit_queue がセグメント単位で数える。",
      .worry = "損失を直す健全な方法である。TCPOrigDataSent に対する比が送信側から見た損失率で、1 "
               "% を大きく下回るのが普通であり、それ以上はスループットを損なう。",
      .next = "再送全体の Tcp.RetransSegs および TCPTimeouts と比べる。接続は ss -ti(retrans)か "
              "bpfnetstat trace で探す。"}},
    {"TcpExt.TCPSlowStartRetrans",
     {.meaning =
          "Segments retransmitted after a timeout, while the window grows anew from slow start.",
      .raised = "tcp_xmit_retransmit_queue in the Loss state. The first retransmission, by the "
                "timer itself, is not in it.",
      .worry = "It follows TCPTimeouts. Large values mean that whole windows were lost, or that "
               "timeouts were wrongly early and good data was sent twice.",
      .next = "Compare with TCPTimeouts, TCPSpuriousRTOs and TCPDSACKRecv."},
     {.meaning = "タイムアウト後、スロースタートでウィンドウが再び広がる間に再送したセグメントの数"
                 "である。",
      .raised = "Loss 状態の tcp_xmit_retransmit_queue "
                "が数える。タイマー自身による最初の再送は含まない。",
      .worry = "TCPTimeouts "
               "に伴って増える。値が大きければ、ウィンドウ全体が失われたか、タイムアウトが早すぎて"
               "正常なデータを二重に送った。",
      .next = "TCPTimeouts、TCPSpuriousRTOs、TCPDSACKRecv と比べる。"}},
    {"TcpExt.TCPTimeouts",
     {.meaning = "All expiries of the retransmission timer: for data, for SYNs and for SYN/ACKs of "
                 "half-open connections. netstat 2.10 prints the bare name; older ones said other "
                 "TCP timeouts, but this is the total and not the rest.",
      .raised = "tcp_retransmit_timer, before it retransmits, and tcp_syn_ack_timeout.",
      .worry = "Each is a pause of at least 200 ms for data and 1 s for handshakes. A rise is felt "
               "by users: a dead peer, a lossy path, SYNs to a closed or overloaded host, or "
               "SYN/ACKs that nobody answers.",
      .next = "Split it: TCPSynRetrans for handshakes, TCPLossProbes and TCPSackFailures for data. "
              "ss -tno shows the timers with backoff; bpfnetstat trace names connections that "
              "retransmit."},
     {.meaning = "再送タイマーの満了すべての数である。データ、SYN、半開接続の SYN/ACK "
                 "を含む。netstat 2.10 は名前だけを表示し、古い版は「other TCP "
                 "timeouts」と書いたが、残りではなく合計である。",
      .raised = "再送の前に tcp_retransmit_timer が、また tcp_syn_ack_timeout が数える。",
      .worry = "1 回ごとに、データなら 200 ms 以上、ハンドシェイクなら 1 "
               "秒以上止まる。増えると利用者が体感する。応答しない相手、損失のある経路、閉じた、ま"
               "たは過負荷のホストへの SYN、誰も応えない SYN/ACK のいずれかである。",
      .next = "内訳を見る。ハンドシェイクは TCPSynRetrans、データは TCPLossProbes と "
              "TCPSackFailures である。ss -tno はタイマーとバックオフを表示し、bpfnetstat trace "
              "は再送する接続を示す。"}},
    {"TcpExt.TCPLossProbes",
     {.meaning = "Tail loss probes sent: the last segment was repeated, or a new one sent, because "
                 "no ACK came for about two round trips.",
      .raised = "tcp_send_loss_probe.",
      .worry = "Normal at the end of short answers. A high rate against TCPOrigDataSent means "
               "losses at the tail or ACKs that come late.",
      .next = "Compare with TCPLossProbeRecovery: probes without recovery were sent for delayed "
              "ACKs, not for loss."},
     {.meaning = "TLP(テールロスプローブ)を送った回数である。およそ 2 往復時間 ACK "
                 "が来ないため、最後のセグメントを繰り返すか新しいものを送った。",
      .raised = "tcp_send_loss_probe が数える。",
      .worry = "短い応答の終わりではよくある。TCPOrigDataSent に対して多ければ、末尾での損失か ACK "
               "の遅れがある。",
      .next = "TCPLossProbeRecovery と比べる。回復に至らないプローブは、損失ではなく ACK "
              "の遅延に対して送られたものである。"}},
    {"TcpExt.TCPLossProbeRecovery",
     {.meaning = "Tail losses that a probe repaired: the repeated segment filled a hole, and no "
                 "timeout was needed.",
      .raised = "tcp_process_tlp_ack, when no DSACK reported the probe as a duplicate.",
      .worry = "Good: each saved a timeout of 200 ms or more. Its rate is the rate of tail loss.",
      .next = "Compare with TCPLossProbes and TCPTimeouts to see how many tail losses are caught "
              "in time."},
     {.meaning = "プローブが修復した末尾の損失の数である。繰り返したセグメントが抜けを埋め、タイム"
                 "アウトは不要だった。",
      .raised = "プローブが重複だという DSACK がなかったとき、tcp_process_tlp_ack が数える。",
      .worry = "良いことで、1 回ごとに 200 ms "
               "以上のタイムアウトを避けている。増え方は末尾での損失の頻度である。",
      .next =
          "TCPLossProbes、TCPTimeouts と比べ、末尾の損失がどれだけ間に合って修復されたかを見る。"}},
    {"TcpExt.TCPRenoRecoveryFail",
     {.meaning = "Fast recoveries without SACK that ended in a retransmission timeout.",
      .raised = "tcp_retransmit_timer in the Recovery state of a connection without SACK.",
      .worry = "Without SACK only one loss per round trip can be repaired, so several losses in a "
               "window end here. Each is a stall.",
      .next = "Compare with TCPRenoRecovery; the remedy is SACK on both ends (net.ipv4.tcp_sack)."},
     {.meaning = "SACK を使わない高速リカバリーが再送タイムアウトで終わった回数である。",
      .raised = "SACK を使わない接続の Recovery 状態で tcp_retransmit_timer が数える。",
      .worry = "SACK なしでは 1 往復に 1 つの損失しか直せないので、1 "
               "つのウィンドウで複数失われるとここに至る。1 回ごとに停滞する。",
      .next = "TCPRenoRecovery と比べる。対策は両端での SACK(net.ipv4.tcp_sack)である。"}},
    {"TcpExt.TCPSackRecoveryFail",
     {.meaning = "Fast recoveries with SACK that ended in a retransmission timeout. netstat 2.10 "
                 "prints the bare name; older ones said SACK retransmits failed, which sounds like "
                 "a failure to send; it is not.",
      .raised = "tcp_retransmit_timer in the Recovery state of a connection with SACK.",
      .worry = "Retransmissions were lost too, or their ACKs. Its share of TCPSackRecovery should "
               "be small; a large one means heavy loss, often by a policer.",
      .next = "Compare with TCPSackRecovery and TCPLostRetransmit; look for rate limits and drops "
              "(tc -s qdisc, ethtool -S)."},
     {.meaning =
          "SACK による高速リカバリーが再送タイムアウトで終わった回数である。netstat 2.10 "
          "は名前だけを表示し、古い版は「SACK retransmits failed」と書いたが、送信の失敗ではない。",
      .raised = "SACK を使う接続の Recovery 状態で tcp_retransmit_timer が数える。",
      .worry = "再送か、その ACK も失われた。TCPSackRecovery "
               "に占める割合は小さいはずで、大きければ損失がひどい。ポリサーによることが多い。",
      .next = "TCPSackRecovery、TCPLostRetransmit と比べる。帯域制限と破棄(tc -s qdisc、ethtool "
              "-S)を探す。"}},
    // Queues and DSACK.
    {"TcpExt.TCPRcvCollapsed",
     {.meaning = "Buffers freed by packing received segments closer together when a receive buffer "
                 "was over its limit.",
      .raised = "tcp_collapse_one, in the course of PruneCalled.",
      .worry = "No data is lost, but it burns CPU time. High values come from many small segments "
               "waiting for a slow reader.",
      .next = "Compare with PruneCalled. Look for large Recv-Q with ss -tnm, and for senders of "
              "tiny segments."},
     {.meaning =
          "受信バッファが上限を超えたとき、受信セグメントを詰め直して解放したバッファの数である。",
      .raised = "PruneCalled の処理の中で tcp_collapse_one が数える。",
      .worry = "データは失われないが CPU "
               "時間を消費する。読み手が遅く、小さなセグメントが多数溜まると大きな値になる。",
      .next =
          "PruneCalled と比べる。ss -tnm で Recv-Q の大きいソケットと、細切れに送る相手を探す。"}},
    {"TcpExt.TCPBacklogCoalesce",
     {.meaning = "Segments merged with the previous one in a socket's backlog, the queue that "
                 "fills while a process holds the socket. It is not the backlog of listen(2).",
      .raised = "tcp_add_backlog.",
      .worry = "Benign, and a saving. Very high values show that a process holds sockets while "
               "much data arrives.",
      .next = "Compare with TCPBacklogDrop, which is the harmful one."},
     {.meaning = "プロセスがソケットをロックしている間に溜まるソケットのバックログで、直前のセグメ"
                 "ントに結合したセグメントの数である。listen(2) の backlog とは別物である。",
      .raised = "tcp_add_backlog が数える。",
      .worry = "害はなく、節約になる。極端に大きければ、大量のデータが届く間プロセスがソケットを占"
               "有している。",
      .next = "有害な方である TCPBacklogDrop と比べる。"}},
    {"TcpExt.TCPDSACKOldSent",
     {.meaning = "DSACKs sent for segments that had been received and acknowledged before.",
      .raised = "tcp_dsack_set, for a sequence number below what is expected next.",
      .worry = "The peer retransmits without need, or our ACKs get lost or come late. Compare it "
               "with the data received before you worry.",
      .next = "See DelayedACKLost. Check loss towards the peer (ip -s link, ethtool -S) and the "
              "round trip time."},
     {.meaning = "すでに受信し確認応答したセグメントに対して送った DSACK の数である。",
      .raised = "次に期待する番号より前のシーケンス番号に対して tcp_dsack_set が数える。",
      .worry = "相手が不要な再送をしているか、こちらの ACK "
               "が失われているか遅れている。心配する前に受信量と比べる。",
      .next =
          "DelayedACKLost を見る。相手方向の損失(ip -s link、ethtool -S)と往復時間を確かめる。"}},
    {"TcpExt.TCPDSACKOfoSent",
     {.meaning =
          "DSACKs sent for duplicates of segments that were waiting in an out-of-order queue.",
      .raised = "tcp_dsack_set, for a sequence number above what is expected next.",
      .worry = "The peer retransmits more than was lost. Small values are usual with loss.",
      .next = "Compare with TCPOFOQueue and TCPOFOMerge."},
     {.meaning = "順序外キューで待っているセグメントの重複に対して送った DSACK の数である。",
      .raised = "次に期待する番号より後のシーケンス番号に対して tcp_dsack_set が数える。",
      .worry = "相手が失われた以上に再送している。損失があれば少し出るのは普通である。",
      .next = "TCPOFOQueue、TCPOFOMerge と比べる。"}},
    {"TcpExt.TCPDSACKRecv",
     {.meaning =
          "DSACKs received for data already acknowledged: a retransmission of ours was not needed.",
      .raised = "tcp_check_dsack, called from tcp_sacktag_write_queue.",
      .worry = "The share of Tcp.RetransSegs says how many retransmissions are wasted. A large "
               "share means reordering, delay spikes, or lost ACKs.",
      .next = "Compare with Tcp.RetransSegs, TCPSpuriousRTOs, TCPLossProbes and TCPSACKReorder."},
     {.meaning =
          "確認応答済みのデータに対して受け取った DSACK の数である。こちらの再送は不要だった。",
      .raised = "tcp_sacktag_write_queue から呼ばれる tcp_check_dsack が数える。",
      .worry = "Tcp.RetransSegs "
               "に占める割合が、無駄になった再送の割合である。大きければ順序の入れ替わり、遅延の急"
               "増、ACK の損失である。",
      .next = "Tcp.RetransSegs、TCPSpuriousRTOs、TCPLossProbes、TCPSACKReorder と比べる。"}},
    {"TcpExt.TCPDSACKOfoRecv",
     {.meaning = "DSACKs received for data that the peer still holds out of order.",
      .raised = "tcp_check_dsack.",
      .worry = "As TCPDSACKRecv, while a hole is open. Small values are usual with loss.",
      .next = "Compare with TCPDSACKRecv and TCPFastRetrans."},
     {.meaning = "相手がまだ順序外で保持しているデータに対して受け取った DSACK の数である。",
      .raised = "tcp_check_dsack が数える。",
      .worry = "抜けがある間の TCPDSACKRecv に当たる。損失があれば少し出るのは普通である。",
      .next = "TCPDSACKRecv、TCPFastRetrans と比べる。"}},
    // Connections cut off by this host.
    {"TcpExt.TCPAbortOnData",
     {.meaning = "Connections that this host reset because of how it closed: with SO_LINGER set to "
                 "zero seconds or TCP_LINGER2 below zero, or because data or a FIN out of order "
                 "arrived after it had closed.",
      .raised = "__tcp_close for zero linger; tcp_rcv_state_process for new data in FIN_WAIT1 and "
                "FIN_WAIT2, and for an orphan with a negative TCP_LINGER2 that would go from "
                "FIN_WAIT1 to FIN_WAIT2. netstat -s names only the unexpected data.",
      .worry = "Programs that always close with a reset (some load balancers, benchmarks, health "
               "checks) make it large without harm. A sudden rise means that this side closes "
               "while peers still send: short timeouts or a crash.",
      .next = "Compare with Tcp.OutRsts and TCPAbortOnClose. bpfnetstat trace shows which process "
              "closed; look for SO_LINGER with strace -e setsockopt."},
     {.meaning = "閉じ方が原因でこのホストがリセットした接続の数である。SO_LINGER が 0 秒か "
                 "TCP_LINGER2 が負だったか、閉じた後にデータや順序外の FIN が届いた。",
      .raised = "linger 0 は __tcp_close、FIN_WAIT1 と FIN_WAIT2 での新しいデータと、TCP_LINGER2 "
                "が負の孤児が FIN_WAIT1 から FIN_WAIT2 へ移るところは tcp_rcv_state_process "
                "が数える。netstat -s は予期しないデータしか挙げない。",
      .worry = "常に RST "
               "で閉じるプログラム(一部のロードバランサ、ベンチマーク、ヘルスチェック)"
               "では、害なく大きくなる。急増するなら、相手がまだ送っている間にこちらが閉じている。"
               "短すぎるタイムアウトかクラッシュである。",
      .next = "Tcp.OutRsts、TCPAbortOnClose と比べる。bpfnetstat trace "
              "でどのプロセスが閉じたかが分かる。SO_LINGER は strace -e setsockopt で探す。"}},
    {"TcpExt.TCPAbortOnClose",
     {.meaning = "Connections closed by the program, or by its end, while received data was still "
                 "unread: the peer gets a reset and may lose data that it was about to read.",
      .raised = "__tcp_close.",
      .worry = "Many servers do this when they refuse a request body. A rise with errors at "
               "clients (connection reset by peer) is a fault of the protocol handling or the "
               "death of a process.",
      .next = "bpfnetstat trace names process and connection. In the program, read to the end or "
              "use shutdown(2) and wait for the peer before close(2)."},
     {.meaning = "受信データが未読のまま、プログラム(またはその終了)"
                 "によって閉じられた接続の数である。相手には RST "
                 "が届き、読もうとしていたデータを失うことがある。",
      .raised = "__tcp_close が数える。",
      .worry = "要求の本文を拒むサーバーではよくある。クライアント側のエラー(connection reset by "
               "peer)を伴って増えるなら、プロトコル処理の誤りかプロセスの異常終了である。",
      .next = "bpfnetstat trace がプロセスと接続を示す。プログラムでは最後まで読むか、close(2) "
              "の前に shutdown(2) して相手を待つ。"}},
    {"TcpExt.TCPAbortOnMemory",
     {.meaning = "Orphaned connections (closed by their program, still sending) that were reset "
                 "because there were too many of them or TCP was out of memory.",
      .raised = "tcp_out_of_resources in the timers and __tcp_close, both through tcp_check_oom.",
      .worry = "Always worth a look: data that the program believes sent is lost. Causes are slow "
               "or vanished clients after close(2), an attack, or limits too low for the load. The "
               "kernel log has too many orphaned sockets, or out of memory and tcp_mem.",
      .next = "Look at orphan and mem in /proc/net/sockstat and compare with "
              "net.ipv4.tcp_max_orphans and tcp_mem; ss -tan state fin-wait-1 shows who does not "
              "take the data. Lower tcp_orphan_retries before raising limits."},
     {.meaning = "孤児となった接続(プログラムは閉じたがまだ送信中)のうち、数が多すぎるか TCP "
                 "のメモリが尽きたためにリセットしたものの数である。",
      .raised = "タイマーの tcp_out_of_resources と __tcp_close が、いずれも tcp_check_oom "
                "を通して数える。",
      .worry = "プログラムが送ったつもりのデータが失われているので、常に調べる価値がある。close(2) "
               "後に遅い、または消えたクライアント、攻撃、負荷に対して低い上限が原因である。カーネ"
               "ルログには too many orphaned sockets、または out of memory と tcp_mem の行が残る。",
      .next =
          "/proc/net/sockstat の orphan と mem を、net.ipv4.tcp_max_orphans、tcp_mem と比べる。ss "
          "-tan state fin-wait-1 でデータを受け取らない相手が分かる。上限を増やす前に "
          "tcp_orphan_retries を小さくする。"}},
    {"TcpExt.TCPAbortOnTimeout",
     {.meaning = "Connections given up because the peer stayed silent: retransmissions, zero "
                 "window probes or keep-alives were exhausted, or TCP_USER_TIMEOUT passed.",
      .raised = "tcp_write_err from the retransmission and probe timers, and tcp_keepalive_timer. "
                "Programs see ETIMEDOUT.",
      .worry = "Peers that vanish (mobile clients, power loss) produce a trickle. Bursts mean a "
               "network outage, a dead firewall state or a crashed peer; SYNs that nobody answered "
               "count as well.",
      .next = "bpfnetstat trace shows connections that close after retransmits. Check "
              "net.ipv4.tcp_retries2, tcp_syn_retries, keep-alive settings, and idle timeouts of "
              "firewalls on the way."},
     {.meaning = "相手が応答しないために諦めた接続の数である。再送、ゼロウィンドウプローブ、キープ"
                 "アライブを使い果たしたか、TCP_USER_TIMEOUT が過ぎた。",
      .raised = "再送タイマーとプローブタイマーの tcp_write_err、および tcp_keepalive_timer "
                "が数える。プログラムには ETIMEDOUT が返る。",
      .worry = "消える相手(モバイル端末、電源断)"
               "により少しずつ増える。急増なら、ネットワーク障害、消えたファイアウォールの状態、ク"
               "ラッシュした相手である。誰も応えなかった SYN も含む。",
      .next = "bpfnetstat trace "
              "が再送の末に閉じた接続を示す。net.ipv4.tcp_retries2、tcp_syn_"
              "retries、キープアライブの設定、経路上のファイアウォールのアイドルタイムアウトを確か"
              "める。"}},
    {"TcpExt.TCPAbortOnLinger",
     {.meaning = "Connections reset on close because the program had set TCP_LINGER2 to a negative "
                 "value and the socket was in FIN_WAIT2.",
      .raised = "__tcp_close.",
      .worry = "Zero nearly everywhere; a rise is the express wish of a program.",
      .next = "Look for setsockopt(TCP_LINGER2) with strace -e setsockopt."},
     {.meaning = "プログラムが TCP_LINGER2 を負に設定し、ソケットが FIN_WAIT2 "
                 "にあったために、クローズ時にリセットした接続の数である。",
      .raised = "__tcp_close が数える。",
      .worry = "ほとんどのホストで 0 である。増えるのはプログラムが明示的に望んだ結果である。",
      .next = "strace -e setsockopt で TCP_LINGER2 の設定を探す。"}},
    {"TcpExt.TCPAbortFailed",
     {.meaning = "Resets that could not be sent when this host cut a connection off: no memory for "
                 "the segment, or the network layer refused it.",
      .raised = "tcp_send_active_reset.",
      .worry = "Rare. The peer learns of the end only by its own timers; a rise means memory "
               "shortage or a missing route.",
      .next = "Check free memory (dmesg for allocation failures), ip route get PEER, and firewall "
              "rules in the output chain."},
     {.meaning = "このホストが接続を打ち切る際に送れなかった RST "
                 "の数である。セグメント用のメモリがないか、ネットワーク層に拒まれた。",
      .raised = "tcp_send_active_reset が数える。",
      .worry = "まれである。相手は自分のタイマーでしか終わりを知ることができない。増えるならメモリ"
               "不足か経路の欠落である。",
      .next = "空きメモリ(dmesg の割り当て失敗)、ip route get "
              "相手、出力チェーンのファイアウォール規則を確かめる。"}},
    // Memory.
    {"TcpExt.TCPMemoryPressures",
     {.meaning = "How often all TCP sockets together passed the pressure mark of TCP's memory, so "
                 "that the kernel began to hold back buffers.",
      .raised = "tcp_enter_memory_pressure, at the second value of net.ipv4.tcp_mem (in pages) or "
                "when an allocation fails. The state is shared by all network namespaces.",
      .worry = "One is a warning: windows shrink and throughput falls everywhere. With "
               "TCPMemoryPressuresChrono rising fast, drops and TCPAbortOnMemory come next.",
      .next = "Compare mem in /proc/net/sockstat with net.ipv4.tcp_mem. Find sockets that hoard "
              "data with ss -tnm (large Recv-Q or Send-Q), fix slow readers, then raise tcp_mem."},
     {.meaning = "TCP "
                 "ソケット全体のメモリ使用量が圧迫の境界を超え、カーネルがバッファを抑え始めた回数"
                 "である。",
      .raised = "net.ipv4.tcp_mem の第 2 "
                "値(ページ数)に達したとき、または割り当てに失敗したとき、tcp_enter_memory_pressure "
                "が数える。この状態は全ネットワーク名前空間で共有される。",
      .worry = "1 "
               "回でも警告である。ウィンドウが縮み、全体のスループットが落ちる。TCPMemoryPressuresC"
               "hrono が速く増えるなら、次は破棄と TCPAbortOnMemory である。",
      .next = "/proc/net/sockstat の mem を net.ipv4.tcp_mem と比べる。ss -tnm で Recv-Q や Send-Q "
              "の大きいソケットを探し、遅い読み手を直してから tcp_mem を増やす。"}},
    {"TcpExt.TCPMemoryPressuresChrono",
     {.meaning = "Milliseconds that TCP has spent under memory pressure, added up.",
      .raised = "tcp_leave_memory_pressure; a spell that still lasts is not in it yet.",
      .worry = "Its growth per second is the share of time under pressure: 1000 in a second is all "
               "of it. Anything but zero deserves the checks of TCPMemoryPressures.",
      .next = "Watch nstat -az 'TcpExtTCPMemoryPressures*' together with /proc/net/sockstat."},
     {.meaning = "TCP がメモリ圧迫状態にあった時間の累計(ミリ秒)である。",
      .raised = "tcp_leave_memory_pressure が加算する。継続中の圧迫はまだ含まない。",
      .worry = "1 秒あたりの増加量が圧迫下の時間の割合で、1000 なら全時間である。0 でなければ "
               "TCPMemoryPressures と同じ確認をする。",
      .next = "nstat -az 'TcpExtTCPMemoryPressures*' を /proc/net/sockstat とともに見る。"}},
    // SACK blocks that make no sense.
    {"TcpExt.TCPSACKDiscard",
     {.meaning = "SACK blocks that were ignored because they lie outside what this host has sent.",
      .raised = "tcp_sacktag_write_queue.",
      .worry = "Near zero in health. A rise points at a middlebox that rewrites sequence numbers "
               "but not the SACK option, or at a broken peer.",
      .next = "Capture on both ends with tcpdump -S and compare SACK blocks with sequence numbers; "
              "suspect firewalls that randomise initial sequence numbers."},
     {.meaning = "このホストが送った範囲の外にあるために無視した SACK ブロックの数である。",
      .raised = "tcp_sacktag_write_queue が数える。",
      .worry = "正常ならほぼ 0 である。増えるなら、シーケンス番号は書き換えるが SACK "
               "オプションは書き換えない中間装置か、相手の不具合である。",
      .next = "両端で tcpdump -S により採取し、SACK "
              "ブロックとシーケンス番号を比べる。初期シーケンス番号をランダム化するファイアウォール"
              "を疑う。"}},
    {"TcpExt.TCPDSACKIgnoredOld",
     {.meaning = "DSACKs that were ignored as invalid or too old while a recovery could still have "
                 "been undone.",
      .raised = "tcp_sacktag_write_queue.",
      .worry = "Benign in small numbers: late reports of duplicates. Many with TCPSACKDiscard mean "
               "tampered SACK blocks.",
      .next = "Compare with TCPDSACKRecv and TCPSACKDiscard."},
     {.meaning =
          "リカバリーをまだ取り消せる間に、無効または古すぎるとして無視した DSACK の数である。",
      .raised = "tcp_sacktag_write_queue が数える。",
      .worry = "少しなら害はなく、重複の報告が遅れただけである。TCPSACKDiscard "
               "とともに多ければ、SACK ブロックが改変されている。",
      .next = "TCPDSACKRecv、TCPSACKDiscard と比べる。"}},
    {"TcpExt.TCPDSACKIgnoredNoUndo",
     {.meaning = "DSACKs that were ignored as invalid while there was no recovery to undo.",
      .raised = "tcp_sacktag_write_queue.",
      .worry =
          "Benign: duplicates reported long after the event, common with needless retransmissions.",
      .next =
          "If it grows like TCPDSACKRecv, look for the cause of needless retransmissions there."},
     {.meaning = "取り消すべきリカバリーがないときに、無効として無視した DSACK の数である。",
      .raised = "tcp_sacktag_write_queue が数える。",
      .worry = "害はない。かなり後から報告された重複であり、不要な再送があるとよく出る。",
      .next = "TCPDSACKRecv と同じように増えるなら、そちらで不要な再送の原因を調べる。"}},
    {"TcpExt.TCPSpuriousRTOs",
     {.meaning = "Retransmission timeouts that F-RTO found to be wrong: the data had arrived, only "
                 "the ACKs were late.",
      .raised = "tcp_try_undo_loss, called for F-RTO.",
      .worry = "The congestion window is restored, so little is lost. A high share of TCPTimeouts "
               "means that delay jumps: radio links, deep buffers, paused virtual machines.",
      .next = "Compare with TCPTimeouts and TCPLossUndo. Look at rtt and rttvar in ss -ti; check "
              "net.ipv4.tcp_frto."},
     {.meaning = "F-RTO が誤りと判定した再送タイムアウトの数である。データは届いており、ACK "
                 "が遅れただけだった。",
      .raised = "F-RTO のために呼ばれた tcp_try_undo_loss が数える。",
      .worry = "輻輳ウィンドウは元に戻るので損は小さい。TCPTimeouts "
               "に占める割合が高ければ、無線回線、深いバッファ、停止する仮想マシンなどで遅延が跳ね"
               "上がっている。",
      .next = "TCPTimeouts、TCPLossUndo と比べる。ss -ti の rtt と rttvar "
              "を見て、net.ipv4.tcp_frto を確かめる。"}},
    // TCP MD5 signatures.
    {"TcpExt.TCPMD5NotFound",
     {.meaning =
          "Segments dropped because they had no MD5 signature although a key is set for that peer.",
      .raised = "tcp_inbound_md5_hash, in 6.12 and later tcp_inbound_hash; 5.10 has one function "
                "for each IP version.",
      .worry = "With BGP sessions protected by MD5: the peer has no password, or somebody sends "
               "forged segments. The session cannot come up.",
      .next = "Compare the passwords of both routers and look at the segments with tcpdump -v; the "
              "kernel log names the peer."},
     {.meaning = "相手に鍵が設定されているのに MD5 署名がないため捨てたセグメントの数である。",
      .raised = "tcp_inbound_md5_hash、6.12 以降は tcp_inbound_hash が数える。5.10 では IP "
                "版ごとに関数がある。",
      .worry = "MD5 で保護した BGP "
               "セッションなら、相手にパスワードがないか、誰かが偽造セグメントを送っている。セッシ"
               "ョンは確立しない。",
      .next = "両方のルーターのパスワードを比べ、tcpdump -v "
              "でセグメントを見る。カーネルログに相手が記録される。"}},
    {"TcpExt.TCPMD5Unexpected",
     {.meaning = "Segments dropped because they carried an MD5 signature although no key is set "
                 "for that peer.",
      .raised = "tcp_inbound_md5_hash, in 6.12 and later tcp_inbound_hash.",
      .worry = "The peer has a password that this host lacks, or the address of the peer has "
               "changed. The session cannot come up.",
      .next = "Check the key configuration for that address (for instance of the BGP daemon); the "
              "kernel log names the peer."},
     {.meaning = "相手に鍵が設定されていないのに MD5 署名があったため捨てたセグメントの数である。",
      .raised = "tcp_inbound_md5_hash、6.12 以降は tcp_inbound_hash が数える。",
      .worry = "相手にだけパスワードがあるか、相手のアドレスが変わった。セッションは確立しない。",
      .next =
          "BGP デーモンなどで、そのアドレスの鍵設定を確かめる。カーネルログに相手が記録される。"}},
    {"TcpExt.TCPMD5Failure",
     {.meaning = "Segments dropped because their MD5 signature was wrong.",
      .raised = "tcp_inbound_md5_hash, in 6.12 and later tcp_inbound_hash.",
      .worry = "Different passwords on the two ends, address translation on the way (addresses are "
               "part of the signature), or forgery.",
      .next =
          "Compare passwords, look for NAT between the peers; the kernel log names the addresses."},
     {.meaning = "MD5 署名が誤っていたため捨てたセグメントの数である。",
      .raised = "tcp_inbound_md5_hash、6.12 以降は tcp_inbound_hash が数える。",
      .worry = "両端のパスワードの不一致、途中のアドレス変換(アドレスも署名の対象である)"
               "、または偽造である。",
      .next = "パスワードを比べ、途中の NAT を探す。カーネルログにアドレスが記録される。"}},
    // Bookkeeping of SACKed segments.
    {"TcpExt.TCPSackShifted",
     {.meaning = "Parts of segments that were moved into the neighbouring buffer when the sender "
                 "noted a SACK block.",
      .raised = "tcp_shifted_skb.",
      .worry = "Benign bookkeeping; it grows with SACK and with large windows.",
      .next = "Only of interest beside TCPSackShiftFallback, the costly case."},
     {.meaning =
          "送信側が SACK ブロックを記録する際に、隣のバッファへ移したセグメントの断片の数である。",
      .raised = "tcp_shifted_skb が数える。",
      .worry = "無害な内部処理である。SACK や大きなウィンドウとともに増える。",
      .next = "高くつく場合である TCPSackShiftFallback と並べて見るときだけ意味がある。"}},
    {"TcpExt.TCPSackMerged",
     {.meaning =
          "Buffers merged as a whole into their neighbour when the sender noted a SACK block.",
      .raised = "tcp_shifted_skb.",
      .worry = "Benign and useful: it keeps the queue short. A large value only says that there "
               "was SACK.",
      .next = "Compare with TCPSackShiftFallback."},
     {.meaning = "送信側が SACK ブロックを記録する際に、丸ごと隣に併合されたバッファの数である。",
      .raised = "tcp_shifted_skb が数える。",
      .worry = "無害で、キューを短く保つのに役立つ。値が大きくても SACK があったというだけである。",
      .next = "TCPSackShiftFallback と比べる。"}},
    {"TcpExt.TCPSackShiftFallback",
     {.meaning = "SACK blocks that could not be noted by shifting data between buffers, so that "
                 "segments had to be split or marked one by one.",
      .raised = "tcp_sacktag_walk, in tcp_shift_skb_data.",
      .worry = "Costs some CPU time on lossy fast paths. Only a problem together with a busy "
               "softirq CPU.",
      .next = "Check CPU time in softirq (mpstat -P ALL) and the loss itself (TCPSackRecovery)."},
     {.meaning = "バッファ間でデータを移す方法では SACK "
                 "ブロックを記録できず、セグメントを分割するか個別に印を付けた回数である。",
      .raised = "tcp_sacktag_walk の中の tcp_shift_skb_data が数える。",
      .worry =
          "損失のある高速な経路で CPU 時間を少し使う。softirq の CPU が忙しいときだけ問題になる。",
      .next = "softirq の CPU 時間(mpstat -P ALL)と、損失そのもの(TCPSackRecovery)を見る。"}},
    // Packets refused at the door of a socket.
    {"TcpExt.TCPBacklogDrop",
     {.meaning = "Segments dropped because a process held the socket and the socket's backlog of "
                 "waiting segments was full. It has nothing to do with the backlog of listen(2).",
      .raised = "tcp_add_backlog. The limit grows with the socket's receive and send buffers.",
      .worry = "The data must be sent again. A rise means that a program works on a socket for "
               "long (large sends or reads, a CPU shortage) while data pours in, or that buffers "
               "are small for the rate.",
      .next =
          "Compare with TCPBacklogCoalesce. ss -tnm shows the backlog as bl and the drops as d in "
          "skmem; look for CPU throttling of the process's cgroup (cpu.stat) and at SO_RCVBUF."},
     {.meaning =
          "プロセスがソケットをロックしている間に、待機セグメントのためのソケットのバックログが満杯"
          "となって捨てたセグメントの数である。listen(2) の backlog とは関係がない。",
      .raised = "tcp_add_backlog "
                "が数える。上限はソケットの受信バッファと送信バッファに応じて大きくなる。",
      .worry = "データは送り直される。増えるなら、データが流れ込む間プログラムがソケットを長く占有"
               "している(大きな送受信、CPU 不足)か、速度に対してバッファが小さい。",
      .next = "TCPBacklogCoalesce と比べる。ss -tnm の skmem で bl がバックログ、d "
              "が破棄数である。プロセスの cgroup の CPU 制限(cpu.stat)と SO_RCVBUF を確かめる。"}},
    {"TcpExt.PFMemallocDrop",
     {.meaning = "Packets dropped because they lay in the kernel's emergency memory and were not "
                 "for a socket that helps to free memory (network swap, NFS or iSCSI).",
      .raised = "sk_filter_trim_cap, and from 6.18 tcp_add_backlog. Not only TCP is counted.",
      .worry = "The host is out of free memory for a moment, mostly under bursts of traffic. Every "
               "one is a lost packet.",
      .next = "Check dmesg for allocation failures and /proc/vmstat for allocstall; raise "
              "vm.min_free_kbytes."},
     {.meaning = "カーネルの非常用メモリに置かれ、かつメモリ解放に役立つソケット("
                 "ネットワークスワップ、NFS、iSCSI)宛てでなかったために捨てたパケットの数である。",
      .raised = "sk_filter_trim_cap、6.18 以降は tcp_add_backlog も数える。TCP だけではない。",
      .worry = "主にトラフィックの集中で、ホストの空きメモリが一時的に尽きている。1 "
               "回ごとにパケットが失われる。",
      .next = "dmesg の割り当て失敗と /proc/vmstat の allocstall を確かめ、vm.min_free_kbytes "
              "を増やす。"}},
    {"TcpExt.TCPMinTTLDrop",
     {.meaning = "Segments and ICMP errors dropped because their TTL (IPv6: hop limit) was below "
                 "the minimum that the program had set.",
      .raised = "tcp_v4_rcv, tcp_v6_rcv and their error handlers, for sockets with IP_MINTTL or "
                "IPV6_MINHOPCOUNT (RFC 5082).",
      .worry = "Used by BGP against attackers from afar. A rise is an attack, or a peer that is "
               "more hops away than configured.",
      .next = "Check ttl-security or multihop settings of the routing daemon; see TTLs with "
              "tcpdump -v 'port 179'."},
     {.meaning = "TTL(IPv6 "
                 "ではホップリミット)がプログラムの設定した下限より小さいために捨てたセグメントと "
                 "ICMP エラーの数である。",
      .raised =
          "IP_MINTTL または IPV6_MINHOPCOUNT(RFC "
          "5082)を設定したソケットについて、tcp_v4_rcv、tcp_v6_rcv とそのエラー処理が数える。",
      .worry = "BGP "
               "が遠方の攻撃者に対して使う。増えるなら、攻撃か、設定より多くのホップを隔てた相手で"
               "ある。",
      .next = "ルーティングデーモンの ttl-security や multihop の設定を確かめ、tcpdump -v 'port "
              "179' で TTL を見る。"}},
    {"TcpExt.TCPDeferAcceptDrop",
     {.meaning = "Final ACKs without data that a listener with TCP_DEFER_ACCEPT set aside: the "
                 "connection stays half-open until the client sends data.",
      .raised = "tcp_check_req.",
      .worry =
          "Normal for such listeners, once or more for each connection. Clients that wait for the "
          "server to speak first hang or are slow with it, and idle ones fill the SYN queue.",
      .next =
          "Check whether the listener should have the option at all (Apache, nginx \"deferred\"); "
          "bpfnetstat netstat -L and ss -tn state syn-recv show the half-open connections."},
     {.meaning = "TCP_DEFER_ACCEPT を設定したリスナーが保留した、データのない最後の ACK "
                 "の数である。クライアントがデータを送るまで接続は半開のままである。",
      .raised = "tcp_check_req が数える。",
      .worry = "そうしたリスナーでは、接続ごとに 1 "
               "回以上出るのが普通である。サーバーの発言を待つクライアントは固まるか遅くなり、何も"
               "送らない接続は SYN キューを埋める。",
      .next = "そのリスナーにこのオプションが本当に必要か(Apache、nginx の "
              "deferred)を確かめる。半開接続は bpfnetstat netstat -L と ss -tn state syn-recv "
              "で見る。"}},
    {"TcpExt.IPReversePathFilter",
     {.meaning = "IPv4 packets dropped because the route back to their source does not lead "
                 "through the interface on which they came in. Not only TCP is counted.",
      .raised =
          "ip_rcv_finish_core, when fib_validate_source fails under net.ipv4.conf.IFACE.rp_filter.",
      .worry = "Forged sources are its purpose. With several uplinks, VPNs, containers or "
               "asymmetric routes it drops honest traffic in silence, SYNs included.",
      .next = "Set net.ipv4.conf.IFACE.log_martians to 1 and read dmesg; test with ip route get "
              "SOURCE. rp_filter 2 (loose) is meant for asymmetric routes."},
     {.meaning = "送信元への戻り経路が、届いたインターフェースを通らないために捨てた IPv4 "
                 "パケットの数である。TCP だけではない。",
      .raised = "net.ipv4.conf.IFACE.rp_filter の下で fib_validate_source "
                "が失敗したとき、ip_rcv_finish_core が数える。",
      .worry = "送信元の偽装を防ぐのが目的である。複数の上流回線、VPN、コンテナ、非対称経路では、SY"
               "N を含む正規の通信も黙って捨てる。",
      .next = "net.ipv4.conf.IFACE.log_martians を 1 にして dmesg を読み、ip route get 送信元 "
              "で確かめる。非対称経路には rp_filter 2(loose)を使う。"}},
    {"TcpExt.TCPTimeWaitOverflow",
     {.meaning = "Connections that should have entered TIME_WAIT but were closed at once, because "
                 "there were too many such sockets or no memory.",
      .raised = "tcp_time_wait, at the limit net.ipv4.tcp_max_tw_buckets of the network namespace.",
      .worry = "It saves memory, but late segments of the old connection can then meet a new one, "
               "and the peer's last FIN may be answered with a reset. A steady rise means a limit "
               "far below the rate of connections.",
      .next = "Count with ss -s; the rate of TW times 60 seconds is what is needed. Raise "
              "net.ipv4.tcp_max_tw_buckets or keep connections open."},
     {.meaning =
          "TIME_WAIT "
          "に入るべきところ、その数が多すぎるかメモリがないため、すぐに閉じられた接続の数である。",
      .raised = "ネットワーク名前空間の上限 net.ipv4.tcp_max_tw_buckets "
                "に達したとき、tcp_time_wait が数える。",
      .worry = "メモリは節約できるが、古い接続の遅れたセグメントが新しい接続に紛れ込むことがあり、"
               "相手の最後の FIN に RST "
               "が返ることもある。増え続けるなら、上限が接続の発生速度より大幅に低い。",
      .next = "ss -s で数える。必要な数は TW の増加速度の 60 "
              "秒分である。net.ipv4.tcp_max_tw_buckets を増やすか、接続を開いたまま使い回す。"}},
    {"TcpExt.TCPReqQFullDoCookies",
     {.meaning = "SYNs for which a listener turned to SYN cookies: its SYN queue was full, or "
                 "tcp_syncookies=2 asks for cookies always.",
      .raised = "tcp_syn_flood_action, called from tcp_conn_request. SyncookiesSent rises less "
                "where the accept queue is full too, because such a SYN is dropped first.",
      .worry = "An early warning and no loss: the listener takes half-open connections faster than "
               "they complete. Together with few SyncookiesRecv it is a SYN flood; the kernel log "
               "says possible SYN flooding on port N once.",
      .next = "Run bpfnetstat netstat -L for the SYN queue and its limit, ss -tn state syn-recv "
              "for the sources; raise the listen(2) backlog and net.core.somaxconn if the clients "
              "are honest."},
     {.meaning = "リスナーが SYN cookie に切り替えた SYN の数である。SYN "
                 "キューが満杯か、tcp_syncookies=2 で常に cookie を使う設定である。",
      .raised =
          "tcp_conn_request から呼ばれる tcp_syn_flood_action が数える。accept キューも満杯なら "
          "SYN は先に捨てられるので、SyncookiesSent の増え方はこれより小さい。",
      .worry = "半開接続が完了より速く生じているという早期の警告であり、損失ではない。SyncookiesRec"
               "v が少なければ SYN flood である。カーネルログにはポートごとに 1 回 possible SYN "
               "flooding と出る。",
      .next = "bpfnetstat netstat -L で SYN キューとその上限を、ss -tn state syn-recv "
              "で送信元を見る。正規のクライアントなら listen(2) の backlog と net.core.somaxconn "
              "を増やす。"}},
    {"TcpExt.TCPReqQFullDrop",
     {.meaning =
          "SYNs dropped because the SYN queue of a listener was full and SYN cookies are off.",
      .raised = "tcp_syn_flood_action, called from tcp_conn_request; ListenDrops rises with it, "
                "ListenOverflows does not.",
      .worry = "Clients wait for a second or more and try again, or give up. With tcp_syncookies "
               "at its default of 1 this counter stays at zero.",
      .next =
          "Check net.ipv4.tcp_syncookies of that network namespace and switch it on. bpfnetstat "
          "drops names listener and client; bpfnetstat netstat -L shows the SYN queue."},
     {.meaning = "リスナーの SYN キューが満杯で、SYN cookie が無効なために捨てた SYN の数である。",
      .raised = "tcp_conn_request から呼ばれる tcp_syn_flood_action が数える。ListenDrops "
                "も同時に増えるが、ListenOverflows は増えない。",
      .worry = "クライアントは 1 秒以上待って再送するか、諦める。tcp_syncookies が既定の 1 "
               "なら、このカウンターは 0 のままである。",
      .next = "そのネットワーク名前空間の net.ipv4.tcp_syncookies を確かめ、有効にする。bpfnetstat "
              "drops がリスナーとクライアントを、bpfnetstat netstat -L が SYN キューを示す。"}},
    {"TcpExt.TCPRetransFail",
     {.meaning = "Segments whose retransmission could not be handed to the network layer.",
      .raised = "__tcp_retransmit_skb, on an error other than one that is expected to pass.",
      .worry = "Usually local: no memory, no route, a firewall rule or a full queue of this host. "
               "The data waits for the next timer.",
      .next = "Look at tc -s qdisc (dropped), the output chain of the firewall, ip route get PEER, "
              "and dmesg."},
     {.meaning = "再送しようとしたが、ネットワーク層に渡せなかったセグメントの数である。",
      .raised = "一時的と見なされるもの以外のエラーのとき、__tcp_retransmit_skb が数える。",
      .worry = "原因はたいていこのホストにある。メモリ不足、経路なし、ファイアウォール規則、満杯の"
               "キューである。データは次のタイマーを待つ。",
      .next = "tc -s qdisc の dropped、ファイアウォールの出力チェーン、ip route get 相手、dmesg "
              "を見る。"}},
    // The receive side.
    {"TcpExt.TCPRcvCoalesce",
     {.meaning = "Received segments merged into the buffer before them in a receive queue.",
      .raised = "tcp_try_coalesce.",
      .worry = "Benign: it saves memory and grows with all bulk reception. Only zero next to heavy "
               "traffic would be odd.",
      .next = "Nothing to do; compare with TCPRcvCollapsed, which costs CPU time."},
     {.meaning = "受信キューの直前のバッファに併合した受信セグメントの数である。",
      .raised = "tcp_try_coalesce が数える。",
      .worry = "害はない。メモリの節約であり、大量受信とともに増える。大量受信中に 0 "
               "のままなら、その方が不自然である。",
      .next = "対処は不要である。CPU 時間を使う TCPRcvCollapsed と比べる。"}},
    {"TcpExt.TCPOFOQueue",
     {.meaning = "Segments that arrived out of order and were put aside until the hole before them "
                 "is filled.",
      .raised = "tcp_data_queue, in tcp_data_queue_ofo.",
      .worry = "The receiver's view of loss and reordering on incoming data. A few per mille of "
               "Tcp.InSegs are usual across the Internet; in a data centre a rise deserves a look.",
      .next = "Compare with Tcp.InSegs and TCPOFOMerge. Check drops on the way in: ethtool -S, ip "
              "-s link, /proc/net/softnet_stat."},
     {.meaning = "順序外で届き、手前の抜けが埋まるまで脇に置いたセグメントの数である。",
      .raised = "tcp_data_queue の中の tcp_data_queue_ofo が数える。",
      .worry = "受信側から見た、届くデータの損失と順序の入れ替わりである。インターネット越しなら "
               "Tcp.InSegs の数パーミルは普通だが、データセンター内で増えるなら調べる。",
      .next = "Tcp.InSegs、TCPOFOMerge と比べる。受信経路の破棄を ethtool -S、ip -s "
              "link、/proc/net/softnet_stat で確かめる。"}},
    {"TcpExt.TCPOFODrop",
     {.meaning = "Out-of-order segments dropped because the receive buffer had no room for them.",
      .raised = "tcp_data_queue, in tcp_data_queue_ofo, after pruning failed.",
      .worry = "Data is lost that must be sent again, on top of the loss that made the hole. It "
               "needs small buffers, slow readers or memory pressure.",
      .next = "See PruneCalled and OfoPruned; check net.ipv4.tcp_rmem, SO_RCVBUF and "
              "TCPMemoryPressures."},
     {.meaning = "受信バッファに空きがないために捨てた、順序外セグメントの数である。",
      .raised = "切り捨てに失敗した後、tcp_data_queue の中の tcp_data_queue_ofo が数える。",
      .worry = "抜けを作った損失に加えて、再送すべきデータがさらに失われる。小さいバッファ、遅い読"
               "み手、またはメモリ圧迫が条件である。",
      .next = "PruneCalled、OfoPruned を見て、net.ipv4.tcp_rmem、SO_RCVBUF、TCPMemoryPressures "
              "を確かめる。"}},
    {"TcpExt.TCPOFOMerge",
     {.meaning = "Segments in an out-of-order queue that turned out to be duplicates, or were "
                 "covered by a later one, and were dropped.",
      .raised = "tcp_data_queue, in tcp_data_queue_ofo.",
      .worry = "Harmless by itself; no data is lost. A high share of TCPOFOQueue says that the "
               "peer sends things twice.",
      .next = "Compare with TCPOFOQueue and TCPDSACKOfoSent."},
     {.meaning =
          "順序外キューで、重複と分かったか後のものに覆われたため捨てたセグメントの数である。",
      .raised = "tcp_data_queue の中の tcp_data_queue_ofo が数える。",
      .worry = "それ自体に害はなく、データは失われない。TCPOFOQueue "
               "に占める割合が高ければ、相手が同じものを二度送っている。",
      .next = "TCPOFOQueue、TCPDSACKOfoSent と比べる。"}},
    // Challenge ACKs (RFC 5961).
    {"TcpExt.TCPChallengeACK",
     {.meaning = "Challenge ACKs sent: answers to a RST, SYN or ACK that was suspicious but "
                 "possible, so that the true peer can correct itself.",
      .raised = "tcp_send_challenge_ack and, in kernels that have it, tcp_reqsk_send_challenge_ack "
                "for half-open connections; at most net.ipv4.tcp_challenge_ack_limit in a second "
                "and namespace.",
      .worry = "A trickle comes from peers that rebooted and reuse ports. A steady high rate is an "
               "attempt to reset connections blindly, or a NAT that reuses ports too early.",
      .next = "Compare with TCPSYNChallenge and TCPACKSkippedChallenge. Find the peers with "
              "tcpdump 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'."},
     {.meaning = "送ったチャレンジ ACK の数である。怪しいがあり得る RST、SYN、ACK "
                 "に応答し、本物の相手が訂正できるようにする。",
      .raised = "tcp_send_challenge_ack と、半開接続用の "
                "tcp_reqsk_send_challenge_ack(あるカーネルのみ)が数える。名前空間ごとに 1 秒あたり "
                "net.ipv4.tcp_challenge_ack_limit までである。",
      .worry = "再起動してポートを使い回す相手により少しずつ増える。高い速度で増え続けるなら、接続"
               "を当てずっぽうにリセットする試みか、ポートの再利用が早すぎる NAT である。",
      .next = "TCPSYNChallenge、TCPACKSkippedChallenge と比べる。相手は tcpdump 'tcp[tcpflags] & "
              "(tcp-syn|tcp-rst) != 0' で探す。"}},
    {"TcpExt.TCPSYNChallenge",
     {.meaning = "SYNs that arrived on connections already synchronised; they were answered with a "
                 "challenge ACK and never reset the connection.",
      .raised = "tcp_validate_incoming.",
      .worry = "Typical of a client that restarted and reuses its port, or of connections that "
               "outlive their entry in a NAT. Many from everywhere are an attack.",
      .next = "Find the addresses with tcpdump 'tcp[tcpflags] == tcp-syn' and compare them with ss "
              "-tn; shorten keep-alive if peers vanish silently."},
     {.meaning = "すでに確立した接続に届いた SYN の数である。チャレンジ ACK "
                 "で応答し、接続をリセットすることはない。",
      .raised = "tcp_validate_incoming が数える。",
      .worry = "再起動してポートを使い回すクライアントや、NAT "
               "のエントリより長生きした接続に典型的である。多方面から多数来るなら攻撃である。",
      .next = "アドレスを tcpdump 'tcp[tcpflags] == tcp-syn' で探し、ss -tn "
              "と比べる。相手が黙って消えるなら、キープアライブの間隔を短くする。"}},
    // TCP Fast Open.
    {"TcpExt.TCPFastOpenActive",
     {.meaning =
          "Outgoing Fast Open connections whose data in the SYN was acknowledged by the server.",
      .raised = "tcp_rcv_state_process on the SYN/ACK.",
      .worry = "Success; each saved a round trip. Zero is usual where no program uses Fast Open.",
      .next = "Compare with TCPFastOpenActiveFail; ip tcp_metrics shows the cookies known for each "
              "server."},
     {.meaning = "SYN に載せたデータがサーバーに確認応答された、外向き Fast Open 接続の数である。",
      .raised = "SYN/ACK に対して tcp_rcv_state_process が数える。",
      .worry = "成功であり、1 回ごとに 1 往復を節約した。Fast Open を使うプログラムがなければ 0 "
               "が普通である。",
      .next = "TCPFastOpenActiveFail と比べる。サーバーごとの cookie は ip tcp_metrics で見る。"}},
    {"TcpExt.TCPFastOpenActiveFail",
     {.meaning = "Outgoing Fast Open attempts that failed: the data in the SYN was not "
                 "acknowledged, or the SYN timed out.",
      .raised = "tcp_rcv_state_process and tcp_fastopen_active_detect_blackhole.",
      .worry =
          "The data is sent again after the handshake, so connections still work but lose time. "
          "Many mean servers that changed their key, or middleboxes that drop SYNs with data.",
      .next = "Compare with TCPFastOpenActive and TCPFastOpenBlackhole; switch the client bit off "
              "in net.ipv4.tcp_fastopen if the path does not bear it."},
     {.meaning = "失敗した外向き Fast Open の数である。SYN のデータが確認応答されないか、SYN "
                 "がタイムアウトした。",
      .raised = "tcp_rcv_state_process と tcp_fastopen_active_detect_blackhole が数える。",
      .worry = "データはハンドシェイク後に送り直されるので接続はできるが、時間を失う。多ければ、鍵"
               "を変えたサーバーか、データ付き SYN を捨てる中間装置である。",
      .next = "TCPFastOpenActive、TCPFastOpenBlackhole "
              "と比べる。経路が対応しないなら、net.ipv4.tcp_fastopen "
              "のクライアントのビットを無効にする。"}},
    {"TcpExt.TCPFastOpenPassive",
     {.meaning = "Incoming Fast Open connections accepted with their data.",
      .raised = "tcp_try_fastopen, when the cookie was valid (or none is needed) and a child "
                "socket was made.",
      .worry = "Success. Zero on listeners without TCP_FASTOPEN.",
      .next = "Compare with TCPFastOpenPassiveFail and TCPFastOpenListenOverflow."},
     {.meaning = "データとともに受け入れた、内向き Fast Open 接続の数である。",
      .raised = "cookie が有効(または不要)で子ソケットを作れたとき、tcp_try_fastopen が数える。",
      .worry = "成功である。TCP_FASTOPEN を設定していないリスナーでは 0 である。",
      .next = "TCPFastOpenPassiveFail、TCPFastOpenListenOverflow と比べる。"}},
    {"TcpExt.TCPFastOpenPassiveFail",
     {.meaning = "Incoming Fast Open attempts that fell back to an ordinary handshake: an invalid "
                 "cookie, or no child socket could be made.",
      .raised = "tcp_try_fastopen.",
      .worry = "Clients lose a round trip, not the connection. A rise after a restart or behind a "
               "load balancer means that the servers have different keys.",
      .next = "Set the same net.ipv4.tcp_fastopen_key on all servers of a service; compare with "
              "TCPFastOpenPassive."},
     {.meaning = "通常のハンドシェイクに戻った、内向き Fast Open の数である。cookie "
                 "が無効か、子ソケットを作れなかった。",
      .raised = "tcp_try_fastopen が数える。",
      .worry = "クライアントが失うのは 1 "
               "往復であって接続ではない。再起動後やロードバランサの背後で増えるなら、サーバーごと"
               "に鍵が異なる。",
      .next = "サービスの全サーバーで net.ipv4.tcp_fastopen_key を揃え、TCPFastOpenPassive "
              "と比べる。"}},
    {"TcpExt.TCPFastOpenListenOverflow",
     {.meaning = "Fast Open attempts refused because the listener already had its limit of pending "
                 "Fast Open connections.",
      .raised = "tcp_try_fastopen. The limit is the value that the program gave with TCP_FASTOPEN, "
                "not the listen(2) backlog.",
      .worry = "Such clients go on with an ordinary handshake. A rise means a burst, or an attack "
               "with valid cookies.",
      .next = "Raise the queue length in the program's TCP_FASTOPEN option; see bpfnetstat "
              "listeners for the accept queue itself."},
     {.meaning =
          "未完了の Fast Open 接続がリスナーの上限に達していたため拒んだ Fast Open の数である。",
      .raised = "tcp_try_fastopen が数える。上限はプログラムが TCP_FASTOPEN "
                "で与えた値であり、listen(2) の backlog ではない。",
      .worry = "クライアントは通常のハンドシェイクを続ける。増えるなら、集中的な接続か、有効な "
               "cookie を使った攻撃である。",
      .next = "プログラムの TCP_FASTOPEN のキュー長を増やす。accept キュー自体は bpfnetstat "
              "listeners で見る。"}},
    {"TcpExt.TCPFastOpenCookieReqd",
     {.meaning = "SYNs that asked for a Fast Open cookie; the client can use Fast Open from its "
                 "next connection on.",
      .raised = "tcp_try_fastopen.",
      .worry = "Benign: new clients. If it grows and TCPFastOpenPassive does not, the cookies "
               "never come back: middleboxes or changing keys.",
      .next = "Compare with TCPFastOpenPassive and TCPFastOpenPassiveFail."},
     {.meaning = "Fast Open の cookie を求めた SYN の数である。クライアントは次の接続から Fast "
                 "Open を使える。",
      .raised = "tcp_try_fastopen が数える。",
      .worry = "害はなく、新しいクライアントである。これが増えて TCPFastOpenPassive "
               "が増えないなら、cookie が戻っていない。中間装置か鍵の変更が原因である。",
      .next = "TCPFastOpenPassive、TCPFastOpenPassiveFail と比べる。"}},
    {"TcpExt.TCPFastOpenBlackhole",
     {.meaning = "How often this host stopped using Fast Open for a while, because such "
                 "connections looked swallowed by a firewall on the way.",
      .raised = "tcp_fastopen_active_disable, after SYN timeouts or out-of-order closes seen by "
                "tcp_fastopen_active_disable_ofo_check. The pause starts at "
                "net.ipv4.tcp_fastopen_blackhole_timeout_sec and doubles; 0, the default of 6.1 "
                "and later, switches the detection off.",
      .worry = "It protects clients, at the price of one round trip. A rise means that the path "
               "does not bear Fast Open.",
      .next = "Test with the client bit of net.ipv4.tcp_fastopen switched off; look for the "
              "middlebox with tcpdump on both ends."},
     {.meaning = "経路上のファイアウォールに Fast Open "
                 "の接続が飲み込まれたと見て、このホストがしばらく使用を停止した回数である。",
      .raised = "SYN のタイムアウトや、tcp_fastopen_active_disable_ofo_check "
                "が見た順序外のクローズの後に、tcp_fastopen_active_disable が数える。停止時間は "
                "net.ipv4.tcp_fastopen_blackhole_timeout_sec から倍増し、6.1 以降の既定値 0 "
                "では検出しない。",
      .worry =
          "1 往復と引き換えにクライアントを守る。増えるなら、経路が Fast Open に対応していない。",
      .next = "net.ipv4.tcp_fastopen のクライアントのビットを無効にして試し、両端の tcpdump "
              "で中間装置を探す。"}},
    // The send side.
    {"TcpExt.TCPSpuriousRtxHostQueues",
     {.meaning = "Retransmissions and probes that were skipped because the original still waited "
                 "in a queue of this very host (qdisc or network card).",
      .raised =
          "skb_still_in_host_queue, called from __tcp_retransmit_skb and tcp_send_loss_probe.",
      .worry = "A few are harmless and spared useless sending. Many mean that local queues delay "
               "packets longer than the retransmission timer: a throttled virtual NIC, a shaper, "
               "or bufferbloat in the driver.",
      .next = "Look at backlog in tc -s qdisc, byte queue limits of the driver, and rate limits of "
              "the virtual machine."},
     {.meaning = "元のセグメントがまさにこのホストのキュー(qdisc や "
                 "NIC)で待っていたため、見送った再送やプローブの数である。",
      .raised = "__tcp_retransmit_skb と tcp_send_loss_probe から呼ばれる skb_still_in_host_queue "
                "が数える。",
      .worry = "少しなら害はなく、無駄な送信を避けている。多ければ、ローカルのキューが再送タイマー"
               "より長くパケットを遅らせている。制限された仮想 "
               "NIC、シェーパー、ドライバーの過大なバッファなどである。",
      .next =
          "tc -s qdisc の backlog、ドライバーのバイトキュー制限、仮想マシンの帯域制限を見る。"}},
    {"TcpExt.BusyPollRxPackets",
     {.meaning = "Packets received by busy polling: a program fetched them from the network card "
                 "itself and did not wait for the interrupt.",
      .raised =
          "napi_busy_loop, for sockets with SO_BUSY_POLL or with net.core.busy_poll and busy_read.",
      .worry = "A choice of low latency for CPU time. Zero is usual; a rise without intent means "
               "that the sysctls were set.",
      .next = "Check sysctl net.core.busy_poll net.core.busy_read."},
     {.meaning = "ビジーポーリングで受信したパケットの数である。プログラムが割り込みを待たず、自ら "
                 "NIC から取り出した。",
      .raised =
          "SO_BUSY_POLL、または net.core.busy_poll と busy_read の下で、napi_busy_loop が数える。",
      .worry = "CPU 時間と引き換えに低遅延を選んだ結果である。0 が普通で、意図せず増えるなら "
               "sysctl が設定されている。",
      .next = "sysctl net.core.busy_poll net.core.busy_read を確かめる。"}},
    {"TcpExt.TCPAutoCorking",
     {.meaning = "Small writes held back for a moment so that they could travel in one segment, "
                 "because earlier data of the socket was still in the host's queues.",
      .raised = "tcp_push, with net.ipv4.tcp_autocorking at 1.",
      .worry = "Benign, and a saving in packets. A program that writes in tiny pieces makes it "
               "large; it could gather them itself.",
      .next = "Trace the sizes with strace -e trace=write,sendto; use writev(2) or MSG_MORE."},
     {.meaning = "同じソケットの先のデータがまだホストのキューにあったため、1 "
                 "つのセグメントにまとめられるよう一瞬待たせた小さな書き込みの数である。",
      .raised = "net.ipv4.tcp_autocorking が 1 のとき tcp_push が数える。",
      .worry = "害はなく、パケットの節約になる。細切れに書くプログラムがあると大きくなる。プログラ"
               "ム側でまとめることもできる。",
      .next = "書き込みの大きさを strace -e trace=write,sendto で調べ、writev(2) や MSG_MORE "
              "を使う。"}},
    {"TcpExt.TCPFromZeroWindowAdv",
     {.meaning =
          "How often this host opened a receive window again that it had advertised as zero.",
      .raised = "__tcp_transmit_skb, in tcp_select_window.",
      .worry = "Should keep pace with TCPToZeroWindowAdv: each pair is one pause of a sender by a "
               "full receive buffer.",
      .next = "See TCPToZeroWindowAdv."},
     {.meaning = "0 と広告していた受信ウィンドウを、このホストが再び開いた回数である。",
      .raised = "__tcp_transmit_skb の中の tcp_select_window が数える。",
      .worry = "TCPToZeroWindowAdv と同じように増えるはずで、その 1 "
               "組が、満杯の受信バッファによる送信側の 1 回の停止である。",
      .next = "TCPToZeroWindowAdv を見る。"}},
    {"TcpExt.TCPToZeroWindowAdv",
     {.meaning = "How often this host closed its receive window: a receive buffer was full and the "
                 "peer had to stop.",
      .raised = "__tcp_transmit_skb, in tcp_select_window.",
      .worry = "A program reads more slowly than its peer sends. That is sound back pressure for "
               "batch work, and a stall for an interactive service; if it runs ahead of "
               "TCPFromZeroWindowAdv, some reader stopped for good.",
      .next = "Find sockets with large Recv-Q by ss -tnp and look at what their process does; see "
              "net.ipv4.tcp_rmem for the limit."},
     {.meaning = "このホストが受信ウィンドウを閉じた回数である。受信バッファが満杯になり、相手は送"
                 "信を止めるほかなかった。",
      .raised = "__tcp_transmit_skb の中の tcp_select_window が数える。",
      .worry = "プログラムの読み出しが相手の送信より遅い。バッチ処理なら健全な流量制御だが、対話的"
               "なサービスなら停滞である。TCPFromZeroWindowAdv "
               "を上回って増えるなら、読み出しを止めたきりのプログラムがある。",
      .next = "ss -tnp で Recv-Q の大きいソケットを探し、プロセスの動作を調べる。上限は "
              "net.ipv4.tcp_rmem である。"}},
    {"TcpExt.TCPWantZeroWindowAdv",
     {.meaning = "How often this host wanted to advertise a zero window but could not, because a "
                 "window once offered may not be taken back.",
      .raised = "__tcp_transmit_skb, in tcp_select_window.",
      .worry = "Receive buffers run full faster than planned. Together with TCPRcvQDrop or "
               "PruneCalled it leads to loss.",
      .next =
          "Compare with TCPToZeroWindowAdv; check slow readers (ss -tnm) and TCPMemoryPressures."},
     {.meaning = "ゼロウィンドウを広告したかったが、一度提示したウィンドウは取り消せないため、でき"
                 "なかった回数である。",
      .raised = "__tcp_transmit_skb の中の tcp_select_window が数える。",
      .worry = "受信バッファが想定より速く埋まっている。TCPRcvQDrop や PruneCalled "
               "を伴うと損失につながる。",
      .next = "TCPToZeroWindowAdv と比べ、遅い読み手(ss -tnm)と TCPMemoryPressures を確かめる。"}},
    {"TcpExt.TCPSynRetrans",
     {.meaning = "Retransmitted SYNs and SYN/ACKs: handshakes that got no answer in time.",
      .raised = "__tcp_retransmit_skb for SYNs, tcp_rtx_synack for SYN/ACKs.",
      .worry = "Outgoing: the servers are down, overloaded (their listeners drop) or filtered. "
               "Incoming: clients vanish or a flood fills SYN queues. Each costs the user a second "
               "or more.",
      .next = "Tell the two apart with ss -tn state syn-sent and ss -tn state syn-recv. On the "
              "server side run bpfnetstat drops; on the way look for firewalls and full connection "
              "tracking tables."},
     {.meaning = "再送した SYN と SYN/ACK の数である。ハンドシェイクに時間内の応答がなかった。",
      .raised = "SYN は __tcp_retransmit_skb、SYN/ACK は tcp_rtx_synack が数える。",
      .worry = "外向きなら、サーバーが停止しているか、過負荷(リスナーが捨てている)"
               "か、フィルターされている。内向きなら、クライアントが消えたか flood が SYN "
               "キューを埋めている。1 回ごとに利用者は 1 秒以上待つ。",
      .next = "ss -tn state syn-sent と ss -tn state syn-recv で両者を見分ける。サーバー側では "
              "bpfnetstat drops "
              "を実行し、途中ではファイアウォールと満杯のコネクション追跡表を調べる。"}},
    {"TcpExt.TCPOrigDataSent",
     {.meaning = "Segments with new data sent, without retransmissions and pure ACKs.",
      .raised = "tcp_event_new_data_sent, and tcp_connect for data in a SYN.",
      .worry =
          "A measure of traffic and the right denominator for loss rates; nothing to worry about.",
      .next = "Divide Tcp.RetransSegs by it for the retransmission rate."},
     {.meaning = "新しいデータを載せて送ったセグメントの数である。再送と純粋な ACK は含まない。",
      .raised = "tcp_event_new_data_sent と、SYN のデータについては tcp_connect が数える。",
      .worry = "通信量の指標で、損失率の分母として適切である。心配する値はない。",
      .next = "Tcp.RetransSegs をこれで割ると再送率になる。"}},
    // CUBIC's slow start.
    {"TcpExt.TCPHystartTrainDetect",
     {.meaning =
          "How often CUBIC left slow start early because the spacing of ACKs showed a full pipe.",
      .raised = "cubictcp_acked (bictcp_acked in 5.10), HyStart by ACK trains.",
      .worry = "Normal on long transfers. On paths with bursty ACKs it may stop growth too soon "
               "and make the start of transfers slow.",
      .next = "Divide TCPHystartTrainCwnd by it for the average window at the exit; compare with "
              "bandwidth times delay."},
     {.meaning =
          "ACK の間隔から経路が埋まったと見て、CUBIC が早めにスロースタートを終えた回数である。",
      .raised = "cubictcp_acked(5.10 では bictcp_acked)の、ACK 列による HyStart が数える。",
      .worry = "長い転送では普通である。ACK "
               "がまとまって届く経路では成長を早く止めすぎ、転送の立ち上がりが遅くなることがある。",
      .next =
          "TCPHystartTrainCwnd をこれで割ると終了時の平均ウィンドウになる。帯域遅延積と比べる。"}},
    {"TcpExt.TCPHystartTrainCwnd",
     {.meaning = "Sum of the congestion windows, in segments, at the moments that "
                 "TCPHystartTrainDetect counts.",
      .raised = "cubictcp_acked (bictcp_acked in 5.10).",
      .worry = "Only the average says something: small values on fast long paths mean that slow "
               "start ends too soon.",
      .next = "Divide by TCPHystartTrainDetect."},
     {.meaning = "TCPHystartTrainDetect が数えた各時点の輻輳ウィンドウ(セグメント数)の合計である。",
      .raised = "cubictcp_acked(5.10 では bictcp_acked)が加算する。",
      .worry = "意味があるのは平均だけである。高速で長い経路で小さければ、スロースタートが早く終わ"
               "りすぎている。",
      .next = "TCPHystartTrainDetect で割る。"}},
    {"TcpExt.TCPHystartDelayDetect",
     {.meaning =
          "How often CUBIC left slow start early because the round trip time had begun to rise.",
      .raised = "cubictcp_acked (bictcp_acked in 5.10), HyStart by delay.",
      .worry = "Normal: it avoids a burst of loss. On links whose delay varies anyway (radio) it "
               "may stop growth too soon.",
      .next = "Divide TCPHystartDelayCwnd by it for the average window at the exit; look at rtt "
              "and minrtt in ss -ti."},
     {.meaning = "往復時間が伸び始めたため、CUBIC が早めにスロースタートを終えた回数である。",
      .raised = "cubictcp_acked(5.10 では bictcp_acked)の、遅延による HyStart が数える。",
      .worry = "普通のことで、まとまった損失を避けている。もともと遅延の変動する回線(無線)"
               "では成長を早く止めすぎることがある。",
      .next = "TCPHystartDelayCwnd をこれで割ると終了時の平均ウィンドウになる。ss -ti の rtt と "
              "minrtt を見る。"}},
    {"TcpExt.TCPHystartDelayCwnd",
     {.meaning = "Sum of the congestion windows, in segments, at the moments that "
                 "TCPHystartDelayDetect counts.",
      .raised = "cubictcp_acked (bictcp_acked in 5.10).",
      .worry = "Only the average says something; a small one on fast long paths means that slow "
               "start ends too soon.",
      .next = "Divide by TCPHystartDelayDetect."},
     {.meaning = "TCPHystartDelayDetect が数えた各時点の輻輳ウィンドウ(セグメント数)の合計である。",
      .raised = "cubictcp_acked(5.10 では bictcp_acked)が加算する。",
      .worry = "意味があるのは平均だけである。高速で長い経路で小さければ、スロースタートが早く終わ"
               "りすぎている。",
      .next = "TCPHystartDelayDetect で割る。"}},
    // ACKs held back by rate limits.
    {"TcpExt.TCPACKSkippedSynRecv",
     {.meaning = "ACKs or SYN/ACKs not sent in answer to odd segments of a half-open connection, "
                 "because one had been sent a moment before.",
      .raised = "tcp_oow_rate_limited for tcp_check_req; the limit is "
                "net.ipv4.tcp_invalid_ratelimit (500 ms).",
      .worry = "The limit prevents ACK loops. Many mean clients that repeat SYNs quickly, or "
               "forged segments.",
      .next =
          "Look at the senders with tcpdump on the listener's port; compare with TCPSynRetrans."},
     {.meaning = "半開接続への不審なセグメントに対して、直前に送ったばかりなので送らなかった ACK "
                 "や SYN/ACK の数である。",
      .raised = "tcp_check_req のための tcp_oow_rate_limited が数える。制限は "
                "net.ipv4.tcp_invalid_ratelimit(500 ms)である。",
      .worry = "この制限は ACK の応酬を防ぐ。多ければ、SYN "
               "を素早く繰り返すクライアントか偽造セグメントである。",
      .next = "待ち受けポートの送信元を tcpdump で見て、TCPSynRetrans と比べる。"}},
    {"TcpExt.TCPACKSkippedPAWS",
     {.meaning = "ACKs not sent for segments with old timestamps, because one had been sent a "
                 "moment before.",
      .raised = "tcp_oow_rate_limited for tcp_validate_incoming.",
      .worry = "Follows PAWSEstab; the same causes.",
      .next = "See PAWSEstab."},
     {.meaning = "古いタイムスタンプのセグメントに対して、直前に送ったばかりなので送らなかった ACK "
                 "の数である。",
      .raised = "tcp_validate_incoming のための tcp_oow_rate_limited が数える。",
      .worry = "PAWSEstab に伴って増え、原因も同じである。",
      .next = "PAWSEstab を見る。"}},
    {"TcpExt.TCPACKSkippedSeq",
     {.meaning = "ACKs not sent for segments outside the receive window, because one had been sent "
                 "a moment before.",
      .raised = "tcp_oow_rate_limited for tcp_validate_incoming and tcp_send_dupack.",
      .worry = "A few come from duplicates. A fast rise means two ends that disagree about "
               "sequence numbers (a middlebox, a restarted peer) or forged segments.",
      .next = "Take one connection with tcpdump -S and compare with ss -ti; see BeyondWindow on "
              "new kernels."},
     {.meaning = "受信ウィンドウ外のセグメントに対して、直前に送ったばかりなので送らなかった ACK "
                 "の数である。",
      .raised = "tcp_validate_incoming と tcp_send_dupack のための tcp_oow_rate_limited が数える。",
      .worry = "重複により少し出る。急増するなら、両端のシーケンス番号の食い違い("
               "中間装置、再起動した相手)か偽造セグメントである。",
      .next = "1 つの接続を tcpdump -S で採取して ss -ti と比べる。新しいカーネルでは BeyondWindow "
              "も見る。"}},
    {"TcpExt.TCPACKSkippedFinWait2",
     {.meaning = "ACKs not sent for odd segments of a connection in FIN_WAIT2 that has no socket "
                 "of its own any more.",
      .raised = "tcp_oow_rate_limited for tcp_timewait_state_process.",
      .worry = "Harmless in small numbers; it stops ACK loops with a peer that does not close.",
      .next = "List them with ss -tan state fin-wait-2 and look at the peers."},
     {.meaning = "独立したソケットをもはや持たない FIN_WAIT2 "
                 "の接続で、不審なセグメントに対して送らなかった ACK の数である。",
      .raised = "tcp_timewait_state_process のための tcp_oow_rate_limited が数える。",
      .worry = "少しなら害はない。閉じない相手との ACK の応酬を止めている。",
      .next = "ss -tan state fin-wait-2 で一覧し、相手を調べる。"}},
    {"TcpExt.TCPACKSkippedTimeWait",
     {.meaning = "ACKs not sent for odd segments that reached a TIME_WAIT socket.",
      .raised = "tcp_oow_rate_limited for tcp_timewait_state_process.",
      .worry = "A rise means stray segments of finished connections or clients that reuse ports "
               "quickly; see PAWSTimewait on new kernels.",
      .next = "List the connections with ss -tan state time-wait and compare with captured SYNs of "
              "that port."},
     {.meaning =
          "TIME_WAIT ソケットに届いた不審なセグメントに対して、送らなかった ACK の数である。",
      .raised = "tcp_timewait_state_process のための tcp_oow_rate_limited が数える。",
      .worry = "増えるなら、終わった接続の迷子セグメントか、ポートを素早く使い回すクライアントであ"
               "る。新しいカーネルでは PAWSTimewait も見る。",
      .next = "ss -tan state time-wait で接続を一覧し、そのポートの SYN を採取したものと比べる。"}},
    {"TcpExt.TCPACKSkippedChallenge",
     {.meaning =
          "Challenge ACKs held back, because one had been sent on that connection a moment before.",
      .raised = "tcp_send_challenge_ack, by tcp_oow_rate_limited, and tcp_reqsk_send_challenge_ack "
                "in kernels that have it.",
      .worry =
          "Follows TCPChallengeACK. Many mean that one connection is bombarded with RSTs or SYNs.",
      .next = "See TCPChallengeACK."},
     {.meaning = "その接続で直前に送ったばかりなので見送ったチャレンジ ACK の数である。",
      .raised = "tcp_send_challenge_ack が tcp_oow_rate_limited "
                "により数える。tcp_reqsk_send_challenge_ack があるカーネルではそれも数える。",
      .worry =
          "TCPChallengeACK に伴って増える。多ければ、1 つの接続に RST や SYN が浴びせられている。",
      .next = "TCPChallengeACK を見る。"}},
    {"TcpExt.TCPWinProbe",
     {.meaning = "Zero window probes without data: this host has data to send but the peer's "
                 "window is closed.",
      .raised = "tcp_xmit_probe_skb, called from tcp_write_wakeup for tcp_send_probe0.",
      .worry = "The peer's program does not read. It is the peer's trouble, but our sending "
               "program waits or holds memory for it.",
      .next = "Find the connections with ss -tnoi (timer persist, large Send-Q), and look at the "
              "peer."},
     {.meaning = "データのないゼロウィンドウプローブの数である。このホストには送るデータがあるが、"
                 "相手のウィンドウが閉じている。",
      .raised =
          "tcp_send_probe0 のための tcp_write_wakeup から呼ばれる tcp_xmit_probe_skb が数える。",
      .worry = "相手のプログラムが読んでいない。問題は相手側にあるが、こちらの送信プログラムは待た"
               "されるか、メモリを抱え続ける。",
      .next = "ss -tnoi(timer の persist、大きい Send-Q)で接続を探し、相手を調べる。"}},
    {"TcpExt.TCPKeepAlive",
     {.meaning = "Keep-alive probes sent on idle connections.",
      .raised = "tcp_xmit_probe_skb, called from tcp_write_wakeup for tcp_keepalive_timer.",
      .worry = "Normal with SO_KEEPALIVE. The rate is the number of idle connections divided by "
               "the interval; failing ones end at TCPAbortOnTimeout.",
      .next = "ss -tno shows the keepalive timers; check net.ipv4.tcp_keepalive_time, "
              "tcp_keepalive_intvl and tcp_keepalive_probes."},
     {.meaning = "通信のない接続に送ったキープアライブプローブの数である。",
      .raised = "tcp_keepalive_timer のための tcp_write_wakeup から呼ばれる tcp_xmit_probe_skb "
                "が数える。",
      .worry = "SO_KEEPALIVE "
               "では普通である。増加速度は、通信のない接続の数を間隔で割った値である。応答しない接"
               "続は TCPAbortOnTimeout で終わる。",
      .next = "ss -tno "
              "がキープアライブタイマーを表示する。net.ipv4.tcp_keepalive_time、tcp_keepalive_"
              "intvl、tcp_keepalive_probes を確かめる。"}},
    // Path MTU probing.
    {"TcpExt.TCPMTUPFail",
     {.meaning = "Path MTU probes that were lost: the path does not carry segments of that size.",
      .raised = "tcp_fastretrans_alert, in tcp_mtup_probe_failed.",
      .worry = "Part of the search with net.ipv4.tcp_mtu_probing, which is off by default. It "
               "matters only if nothing but failures is seen.",
      .next = "Compare with TCPMTUPSuccess; see pmtu and mss in ss -ti."},
     {.meaning = "失われた経路 MTU プローブの数である。経路がその大きさのセグメントを運べない。",
      .raised = "tcp_fastretrans_alert の中の tcp_mtup_probe_failed が数える。",
      .worry = "既定で無効な net.ipv4.tcp_mtu_probing "
               "による探索の一部である。失敗しか出ないときだけ問題である。",
      .next = "TCPMTUPSuccess と比べ、ss -ti の pmtu と mss を見る。"}},
    {"TcpExt.TCPMTUPSuccess",
     {.meaning = "Path MTU probes that got through, so that the connection uses larger segments.",
      .raised = "tcp_ack, in tcp_mtup_probe_success.",
      .worry = "Good; zero where net.ipv4.tcp_mtu_probing is off.",
      .next = "Compare with TCPMTUPFail; see pmtu and mss in ss -ti."},
     {.meaning =
          "通過した経路 MTU プローブの数である。接続はより大きなセグメントを使うようになる。",
      .raised = "tcp_ack の中の tcp_mtup_probe_success が数える。",
      .worry = "良いことである。net.ipv4.tcp_mtu_probing が無効なら 0 である。",
      .next = "TCPMTUPFail と比べ、ss -ti の pmtu と mss を見る。"}},
    // Delivery and ECN.
    {"TcpExt.TCPDelivered",
     {.meaning = "Segments that peers confirmed to have received, by ACK or SACK, retransmissions "
                 "that arrived included.",
      .raised = "tcp_newly_delivered, at the end of tcp_ack.",
      .worry = "A measure of traffic, never a worry.",
      .next = "Use it as the denominator of TCPDeliveredCE."},
     {.meaning = "相手が ACK または SACK で受信を確認したセグメントの数である。届いた再送も含む。",
      .raised = "tcp_ack の終わりの tcp_newly_delivered が数える。",
      .worry = "通信量の指標であり、心配する値はない。",
      .next = "TCPDeliveredCE の分母に使う。"}},
    {"TcpExt.TCPDeliveredCE",
     {.meaning =
          "Delivered segments that the peer reported, by ECN, as marked for congestion on the way.",
      .raised = "tcp_newly_delivered.",
      .worry = "Congestion announced without loss. Its share of TCPDelivered is the marking rate: "
               "steady with DCTCP by design, otherwise a sign that a queue on the path is full.",
      .next = "Divide by TCPDelivered. Check net.ipv4.tcp_ecn and the marking queues (tc -s qdisc "
              "on routers that you run)."},
     {.meaning = "途中で輻輳の印が付いたと、相手が ECN で報告した到達セグメントの数である。",
      .raised = "tcp_newly_delivered が数える。",
      .worry = "損失を伴わない輻輳の通知である。TCPDelivered に占める割合が印の付く率で、DCTCP "
               "では常に出る設計であり、それ以外では経路のキューが溜まっている印である。",
      .next = "TCPDelivered で割る。net.ipv4.tcp_ecn と、印を付けるキュー(自分で管理するルーターの "
              "tc -s qdisc)を確かめる。"}},
    {"TcpExt.TCPAckCompressed",
     {.meaning = "ACKs with SACK that were merged into a later one and not sent on their own.",
      .raised = "__tcp_transmit_skb and tcp_sack_compress_send_ack; see "
                "net.ipv4.tcp_comp_sack_delay_ns and tcp_comp_sack_nr.",
      .worry = "A saving on fast receivers with loss or reordering. If a sender reacts too slowly "
               "to loss, the delay can be lowered.",
      .next = "Compare with TCPOFOQueue."},
     {.meaning = "個別には送らず、後の ACK にまとめた SACK 付き ACK の数である。",
      .raised = "__tcp_transmit_skb と tcp_sack_compress_send_ack "
                "が数える。net.ipv4.tcp_comp_sack_delay_ns と tcp_comp_sack_nr で調整する。",
      .worry = "損失や順序の入れ替わりのある高速な受信側での節約である。送信側の損失への反応が遅す"
               "ぎるなら、遅延を小さくできる。",
      .next = "TCPOFOQueue と比べる。"}},
    {"TcpExt.TCPZeroWindowDrop",
     {.meaning =
          "Segments with data dropped because they arrived while the receive window was zero.",
      .raised = "tcp_data_queue.",
      .worry =
          "The peer sends into a closed window, or its window probe carries a byte of data. In "
          "numbers it means that a program here does not read; the data is sent again later.",
      .next = "Compare with TCPToZeroWindowAdv. Find the reader by a large Recv-Q in ss -tnp."},
     {.meaning = "受信ウィンドウが 0 の間に届いたために捨てた、データ付きセグメントの数である。",
      .raised = "tcp_data_queue が数える。",
      .worry = "閉じたウィンドウに相手が送っているか、ウィンドウプローブがデータを 1 "
               "バイト載せている。多ければ、こちらのプログラムが読んでいない。データは後で送り直さ"
               "れる。",
      .next = "TCPToZeroWindowAdv と比べ、ss -tnp で Recv-Q の大きい読み手を探す。"}},
    {"TcpExt.TCPRcvQDrop",
     {.meaning = "In-order segments dropped because neither the receive buffer nor TCP's memory "
                 "had room, although the window allowed them.",
      .raised =
          "tcp_data_queue after tcp_try_rmem_schedule failed, and tcp_send_rcvq (socket restore). "
          "In 7.3 also mptcp_incoming_options, for MPTCP sockets that fell back to TCP.",
      .worry = "Data is lost and must be sent again, mostly with the sender waiting for a timeout. "
               "Causes: many small segments that use more memory than they hold data, slow "
               "readers, memory pressure, a small limit of the cgroup.",
      .next = "Compare with PruneCalled, RcvPruned and TCPMemoryPressures. Look at skmem in ss "
              "-tnm, at memory.events of the cgroup, and at net.ipv4.tcp_rmem and tcp_mem."},
     {.meaning = "ウィンドウは許していたのに、受信バッファにも TCP "
                 "のメモリにも空きがないために捨てた、順序どおりのセグメントの数である。",
      .raised = "tcp_try_rmem_schedule が失敗した後の tcp_data_queue "
                "と、tcp_send_rcvq(ソケットの復元)が数える。7.3 では、TCP に戻った MPTCP "
                "ソケットについて mptcp_incoming_options も数える。",
      .worry = "データが失われ、送り直しが要る。たいてい送信側はタイムアウトを待つ。原因は、中身よ"
               "り多くのメモリを使う小さなセグメントの多さ、遅い読み手、メモリ圧迫、cgroup "
               "の小さい上限である。",
      .next = "PruneCalled、RcvPruned、TCPMemoryPressures と比べる。ss -tnm の skmem、cgroup の "
              "memory.events、net.ipv4.tcp_rmem と tcp_mem を見る。"}},
    {"TcpExt.TCPWqueueTooBig",
     {.meaning =
          "Segments that could not be split because the send queue held far too much memory. It is "
          "a guard against peers who use SACK to make the queue explode (SACK Panic, 2019).",
      .raised = "tcp_fragment.",
      .worry = "With ordinary peers it happens only with a tiny send buffer, and then the "
               "connection may stall. Otherwise it is an attack.",
      .next = "Check SO_SNDBUF of the program and net.ipv4.tcp_wmem; look at mss in ss -ti for "
              "peers with a tiny MSS, and raise net.ipv4.tcp_min_snd_mss against them."},
     {.meaning = "送信キューのメモリが極端に多いため、分割できなかったセグメントの数である。SACK "
                 "を使ってキューを膨張させる相手(2019 年の SACK Panic)への防御である。",
      .raised = "tcp_fragment が数える。",
      .worry = "普通の相手なら、送信バッファが極端に小さいときだけ起こり、接続が止まることがある。"
               "それ以外は攻撃である。",
      .next = "プログラムの SO_SNDBUF と net.ipv4.tcp_wmem を確かめる。ss -ti の mss "
              "で極端に小さい MSS の相手を探し、net.ipv4.tcp_min_snd_mss を上げて防ぐ。"}},
    {"TcpExt.TCPFastOpenPassiveAltKey",
     {.meaning = "Fast Open cookies that were valid under the second, older key.",
      .raised = "tcp_try_fastopen.",
      .worry = "Expected after a change of keys, and it should fade out. If it does not, clients "
               "are kept on the old key by another server.",
      .next = "Compare the two keys of net.ipv4.tcp_fastopen_key on all servers."},
     {.meaning = "2 つ目の古い鍵で有効だった Fast Open の cookie の数である。",
      .raised = "tcp_try_fastopen が数える。",
      .worry = "鍵の変更後には予想どおりで、やがて消えるはずである。消えないなら、別のサーバーが古"
               "い鍵を配り続けている。",
      .next = "全サーバーの net.ipv4.tcp_fastopen_key の 2 つの鍵を比べる。"}},
    // New path after trouble.
    {"TcpExt.TcpTimeoutRehash",
     {.meaning = "Connections that chose a new flow hash after a retransmission timeout, so that "
                 "IPv6 routers or ECMP may take another path.",
      .raised = "tcp_retransmit_timer, in tcp_write_timeout.",
      .worry = "It follows TCPTimeouts. It is help, not harm; a rise is a rise of timeouts.",
      .next = "See TCPTimeouts. In 6.1 and later net.core.txrehash switches it on and off."},
     {.meaning = "再送タイムアウト後に新しいフローハッシュを選んだ接続の数である。IPv6 ルーターや "
                 "ECMP が別の経路を選ぶ可能性がある。",
      .raised = "tcp_retransmit_timer の中の tcp_write_timeout が数える。",
      .worry =
          "TCPTimeouts に伴って増える。害ではなく助けであり、増えるのはタイムアウトの増加である。",
      .next = "TCPTimeouts を見る。6.1 以降は net.core.txrehash で有効、無効を切り替える。"}},
    {"TcpExt.TcpDuplicateDataRehash",
     {.meaning = "Connections that chose a new flow hash because the peer repeated data: our ACKs "
                 "seem to get lost on the present path.",
      .raised = "tcp_data_queue and tcp_send_dupack, from 6.12 through tcp_rcv_spurious_retrans.",
      .worry = "Some are normal with loss. A rise means loss in the direction of our ACKs.",
      .next = "Compare with DelayedACKLost and TCPDSACKOldSent."},
     {.meaning = "相手がデータを繰り返したため、新しいフローハッシュを選んだ接続の数である。今の経"
                 "路でこちらの ACK が失われていると見られる。",
      .raised = "tcp_data_queue と tcp_send_dupack、6.12 以降は tcp_rcv_spurious_retrans "
                "を通して数える。",
      .worry = "損失があれば少し出るのは普通である。増えるなら、こちらの ACK の方向に損失がある。",
      .next = "DelayedACKLost、TCPDSACKOldSent と比べる。"}},
    {"TcpExt.TCPDSACKRecvSegs",
     {.meaning =
          "Segments covered by the DSACKs received: how many segments were retransmitted in vain.",
      .raised = "tcp_sacktag_write_queue, in tcp_dsack_seen.",
      .worry = "Better than TCPDSACKRecv as a measure, since one DSACK may cover several segments. "
               "Its share of Tcp.RetransSegs is the waste.",
      .next = "Divide by Tcp.RetransSegs; for causes see TCPDSACKRecv."},
     {.meaning =
          "受け取った DSACK が示すセグメントの数、すなわち無駄に再送したセグメントの数である。",
      .raised = "tcp_sacktag_write_queue の中の tcp_dsack_seen が数える。",
      .worry = "1 つの DSACK が複数のセグメントを示すことがあるので、TCPDSACKRecv "
               "より指標として優れる。Tcp.RetransSegs に占める割合が無駄の割合である。",
      .next = "Tcp.RetransSegs で割る。原因は TCPDSACKRecv を見る。"}},
    {"TcpExt.TCPDSACKIgnoredDubious",
     {.meaning = "DSACKs ignored because they claim more than this host can have sent twice.",
      .raised = "tcp_sacktag_write_queue.",
      .worry = "Near zero in health. A rise means a broken or hostile peer, or a middlebox that "
               "duplicates packets.",
      .next = "Look at the SACK option with tcpdump -v for one peer."},
     {.meaning = "このホストが二重に送り得た量を超えているため、無視した DSACK の数である。",
      .raised = "tcp_sacktag_write_queue が数える。",
      .worry = "正常ならほぼ 0 "
               "である。増えるなら、相手の不具合や悪意、またはパケットを複製する中間装置である。",
      .next = "1 つの相手について tcpdump -v で SACK オプションを見る。"}},
    // Moving requests between listeners of a SO_REUSEPORT group.
    {"TcpExt.TCPMigrateReqSuccess",
     {.meaning = "Pending connections that were handed over to another listener of the same "
                 "SO_REUSEPORT group when theirs was closed.",
      .raised = "inet_csk_listen_stop, reqsk_timer_handler and inet_csk_complete_hashdance, with "
                "net.ipv4.tcp_migrate_req at 1 or a BPF program. Not in 5.10.",
      .worry = "Good: a worker's restart cost no connection.",
      .next = "Compare with TCPMigrateReqFailure during a restart."},
     {.meaning = "リスナーが閉じられたとき、同じ SO_REUSEPORT "
                 "グループの別のリスナーへ引き渡された、保留中の接続の数である。",
      .raised = "net.ipv4.tcp_migrate_req が 1 か BPF "
                "プログラムがあるとき、inet_csk_listen_stop、reqsk_timer_handler、inet_csk_"
                "complete_hashdance が数える。5.10 にはない。",
      .worry = "良いことである。ワーカーの再起動で接続を失わなかった。",
      .next = "再起動の前後で TCPMigrateReqFailure と比べる。"}},
    {"TcpExt.TCPMigrateReqFailure",
     {.meaning = "Pending connections that could not be handed over when their listener was "
                 "closed, and were lost.",
      .raised = "inet_csk_listen_stop, reqsk_timer_handler, inet_csk_complete_hashdance, "
                "reuseport_migrate_sock, tcp_check_req and inet_reqsk_clone. Not in 5.10.",
      .worry = "Clients get a reset during a restart of a worker. It needs another listener in the "
               "group whose accept queue has room.",
      .next = "See bpfnetstat listeners for the group; start the new worker before the old one "
              "closes, and check net.ipv4.tcp_migrate_req."},
     {.meaning = "リスナーが閉じられたとき、引き渡せずに失われた保留中の接続の数である。",
      .raised = "inet_csk_listen_stop、reqsk_timer_handler、inet_csk_complete_hashdance、reuseport_"
                "migrate_sock、tcp_check_req、inet_reqsk_clone が数える。5.10 にはない。",
      .worry = "ワーカーの再起動中にクライアントが RST を受け取る。グループ内に、accept "
               "キューに空きのある別のリスナーが必要である。",
      .next = "bpfnetstat listeners "
              "でグループを見る。古いワーカーが閉じる前に新しいワーカーを起動し、net.ipv4.tcp_"
              "migrate_req を確かめる。"}},
    {"TcpExt.TCPPLBRehash",
     {.meaning = "Connections that chose a new flow hash because of persistent congestion "
                 "(protective load balancing).",
      .raised = "tcp_plb_check_rehash, with net.ipv4.tcp_plb_enabled at 1 and a congestion control "
                "that supports it (DCTCP). In 6.12 and later, not in 5.10 and 6.1.",
      .worry = "A rise says that paths of the fabric are congested and loads move. Zero where it "
               "is off.",
      .next = "Compare with TCPDeliveredCE; check net.ipv4.tcp_plb_enabled and the other tcp_plb_* "
              "values."},
     {.meaning = "輻輳が続いたため、新しいフローハッシュを選んだ接続の数である(PLB)。",
      .raised = "net.ipv4.tcp_plb_enabled が 1 "
                "で、対応する輻輳制御(DCTCP)を使うとき、tcp_plb_check_rehash が数える。6.12 "
                "以降にあり、5.10 と 6.1 にはない。",
      .worry = "増えるなら、ネットワークの経路が混雑し、負荷が移動している。無効なら 0 である。",
      .next = "TCPDeliveredCE と比べ、net.ipv4.tcp_plb_enabled とその他の tcp_plb_* を確かめる。"}},
    // TCP Authentication Option (RFC 5925).
    {"TcpExt.TCPAORequired",
     {.meaning = "Segments dropped because they had no authentication option although the socket "
                 "demands one.",
      .raised = "tcp_inbound_hash. TCP-AO counters are in 6.12 and later, and stay at zero in "
                "kernels built without CONFIG_TCP_AO.",
      .worry = "The peer has no key, or somebody forges segments. The session cannot come up.",
      .next = "Compare the TCP-AO keys of both ends; see the option with tcpdump -v. The "
              "tracepoint tcp_ao_key_not_found and its neighbours name the peer."},
     {.meaning = "ソケットが認証オプションを要求するのに、持っていなかったため捨てたセグメントの数"
                 "である。",
      .raised = "tcp_inbound_hash が数える。TCP-AO のカウンターは 6.12 以降にあり、CONFIG_TCP_AO "
                "なしでビルドしたカーネルでは 0 のままである。",
      .worry = "相手に鍵がないか、誰かがセグメントを偽造している。セッションは確立しない。",
      .next = "両端の TCP-AO の鍵を比べ、tcpdump -v でオプションを見る。相手はトレースポイント "
              "tcp_ao_key_not_found などで分かる。"}},
    {"TcpExt.TCPAOBad",
     {.meaning = "Segments dropped because their authentication option was malformed or its code "
                 "(MAC) was wrong.",
      .raised = "tcp_ao_verify_hash and tcp_inbound_hash.",
      .worry = "Different keys, address translation on the way, or forgery.",
      .next = "Compare keys and algorithms of both ends and look for NAT between them."},
     {.meaning = "認証オプションの形式が不正か、認証コード(MAC)"
                 "が誤っていたため捨てたセグメントの数である。",
      .raised = "tcp_ao_verify_hash と tcp_inbound_hash が数える。",
      .worry = "鍵の不一致、途中のアドレス変換、または偽造である。",
      .next = "両端の鍵とアルゴリズムを比べ、間の NAT を探す。"}},
    {"TcpExt.TCPAOKeyNotFound",
     {.meaning = "Segments dropped because no key of this host matches the peer and the key number "
                 "in the segment.",
      .raised = "tcp_inbound_ao_hash and tcp_inbound_hash.",
      .worry = "Typical while keys are being changed: one end uses the new key before the other "
               "has it. A lasting rise stops the session.",
      .next = "Compare the key numbers (SendID, RecvID) of both ends; install new keys everywhere "
              "before using them."},
     {.meaning = "相手とセグメント内の鍵番号に一致する鍵がこのホストになかったため捨てたセグメント"
                 "の数である。",
      .raised = "tcp_inbound_ao_hash と tcp_inbound_hash が数える。",
      .worry = "鍵の交換中に典型的で、片方が新しい鍵を、もう片方が持つ前に使っている。続くならセッ"
               "ションは止まる。",
      .next = "両端の鍵番号(SendID、RecvID)を比べる。新しい鍵は、使う前に全体へ配る。"}},
    {"TcpExt.TCPAOGood",
     {.meaning = "Segments whose authentication code was verified.",
      .raised = "tcp_ao_verify_hash.",
      .worry = "A measure of authenticated traffic, never a worry. Zero although TCP-AO is in use "
               "means that nothing arrives.",
      .next = "Compare with TCPAOBad and TCPAOKeyNotFound."},
     {.meaning = "認証コードの検証に成功したセグメントの数である。",
      .raised = "tcp_ao_verify_hash が数える。",
      .worry = "認証済み通信量の指標であり、心配する値はない。TCP-AO を使っているのに 0 "
               "なら、何も届いていない。",
      .next = "TCPAOBad、TCPAOKeyNotFound と比べる。"}},
    {"TcpExt.TCPAODroppedIcmps",
     {.meaning = "ICMP errors ignored for connections protected by TCP-AO, since anybody could "
                 "have forged them.",
      .raised = "tcp_ao_ignore_icmp, called from tcp_v4_err and tcp_v6_err.",
      .worry = "A few are normal; the protection works. Many mean that somebody tries to disturb "
               "the session, or that a router truly rejects its packets.",
      .next = "Look at tcpdump icmp or icmp6. The socket option TCP_AO_INFO can allow ICMP where "
              "it is wanted."},
     {.meaning =
          "誰でも偽造できるため無視した、TCP-AO で保護された接続への ICMP エラーの数である。",
      .raised = "tcp_v4_err と tcp_v6_err から呼ばれる tcp_ao_ignore_icmp が数える。",
      .worry = "少しなら普通で、保護が働いている。多ければ、セッションを妨害する試みか、ルーターが"
               "本当にパケットを拒んでいる。",
      .next = "tcpdump icmp または icmp6 を見る。必要なら、ソケットオプション TCP_AO_INFO で ICMP "
              "を許可できる。"}},
    // Names that only kernels older than 5.10 print.
    {"TcpExt.PAWSPassive",
     {.meaning = "SYNs refused because the timestamp of their address ran backwards.",
      .raised = "Only with tcp_tw_recycle, which went away with the counter in 4.12.",
      .worry = "It kept clients behind NAT out, at random. Any rise means that tcp_tw_recycle is "
               "on and harms them.",
      .next = "Set net.ipv4.tcp_tw_recycle to 0; upgrade the kernel."},
     {.meaning = "同じアドレスからのタイムスタンプが逆行したために拒んだ SYN の数である。",
      .raised = "tcp_tw_recycle を使うときだけ数える。4.12 でカウンターとともに廃止された。",
      .worry = "NAT の背後のクライアントを不規則に締め出していた。増えるなら tcp_tw_recycle "
               "が有効で、害を与えている。",
      .next = "net.ipv4.tcp_tw_recycle を 0 にし、カーネルを更新する。"}},
    {"TcpExt.TCPPrequeued",
     {.meaning =
          "Segments put on the prequeue, to be processed by the program that waits in recv(2).",
      .raised = "tcp_prequeue of kernels before 4.14, which removed the prequeue.",
      .worry = "Benign bookkeeping: a large value says that programs wait in recv(2) for data.",
      .next = "Nothing to do; compare with TCPPrequeueDropped."},
     {.meaning = "recv(2) で待つプログラムに処理させるため、prequeue "
                 "に置いたセグメントの数である。netstat -s は「recvmsg の prequeue "
                 "に直接入ったパケット」と書く。",
      .raised = "prequeue を廃止した 4.14 より前のカーネルの tcp_prequeue が数える。",
      .worry = "無害な内部処理である。値が大きければ、プログラムが recv(2) "
               "でデータを待っているだけである。",
      .next = "対処は不要である。TCPPrequeueDropped と比べる。"}},
    {"TcpExt.TCPDirectCopyFromBacklog",
     {.meaning = "Bytes copied straight from a socket's backlog to the waiting program.",
      .raised = "Kernels before 4.14.",
      .worry = "Benign: a large value is memory traffic saved.",
      .next = "Nothing to do; compare with TCPHPHitsToUser."},
     {.meaning = "ソケットのバックログから、待っているプログラムへ直接コピーしたバイト数である。",
      .raised = "4.14 より前のカーネルが数える。",
      .worry = "害はない。値が大きいほど余分なキューイングを省いている。",
      .next = "対処は不要である。TCPHPHitsToUser と比べる。"}},
    {"TcpExt.TCPDirectCopyFromPrequeue",
     {.meaning = "Bytes copied straight from the prequeue to the waiting program.",
      .raised = "Kernels before 4.14.",
      .worry = "Benign: a large value is memory traffic saved.",
      .next = "Nothing to do; compare with TCPHPHitsToUser."},
     {.meaning = "prequeue から、待っているプログラムへ直接コピーしたバイト数である。",
      .raised = "4.14 より前のカーネルが数える。",
      .worry = "害はない。値が大きいほど余分なキューイングを省いている。",
      .next = "対処は不要である。TCPHPHitsToUser と比べる。"}},
    {"TcpExt.TCPPrequeueDropped",
     {.meaning = "Segments taken out of the prequeue because it had grown too large; they were "
                 "processed in the ordinary way and not lost.",
      .raised = "Kernels before 4.14.",
      .worry = "Harmless despite its name, unless it comes with PruneCalled.",
      .next = "See PruneCalled."},
     {.meaning = "prequeue "
                 "が大きくなりすぎたため取り出されたセグメントの数である。通常どおり処理され、失わ"
                 "れてはいない。",
      .raised = "4.14 より前のカーネルが数える。",
      .worry = "名前に反して害はない。ただし PruneCalled を伴うなら別である。",
      .next = "PruneCalled を見る。"}},
    {"TcpExt.TCPHPHitsToUser",
     {.meaning = "Segments that matched header prediction and were copied straight to the waiting "
                 "program.",
      .raised = "Kernels before 4.14.",
      .worry = "Benign: the fastest way of all, so the larger the better.",
      .next = "Compare with TCPHPHits."},
     {.meaning =
          "ヘッダー予測に一致し、待っているプログラムへ直接コピーされたセグメントの数である。",
      .raised = "4.14 より前のカーネルが数える。",
      .worry = "害はない。最も速い処理であり、大きいほどよい。",
      .next = "TCPHPHits と比べる。"}},
    {"TcpExt.TCPFACKReorder",
     {.meaning = "How often reordering was noticed with forward acknowledgement (FACK).",
      .raised = "Kernels before 4.15, which dropped FACK in favour of RACK.",
      .worry = "As TCPSACKReorder.",
      .next = "See TCPSACKReorder."},
     {.meaning = "FACK(前方確認応答)により順序の入れ替わりを検出した回数である。",
      .raised = "FACK を RACK に置き換えた 4.15 より前のカーネルが数える。",
      .worry = "TCPSACKReorder と同様である。",
      .next = "TCPSACKReorder を見る。"}},
    {"TcpExt.TCPLoss",
     {.meaning =
          "How often SACK blocks that came in during a recovery showed that further segments were "
          "lost (FACK). netstat 2.10 prints the bare name; older ones said TCP data loss events.",
      .raised = "tcp_fastretrans_alert of old kernels (2.6 and early 3.x).",
      .worry = "Follows loss in general; judge it by its ratio to the segments sent.",
      .next = "See TCPSackRecovery and Tcp.RetransSegs."},
     {.meaning = "リカバリー中に届いた SACK "
                 "ブロックが、さらなるセグメントの損失を示した回数である(FACK)。netstat 2.10 "
                 "は名前だけを表示し、古い版は「TCP data loss events」と書いた。",
      .raised = "古いカーネル(2.6 と 3.x の初期)の tcp_fastretrans_alert が数える。",
      .worry = "損失一般に伴って増える。送信セグメント数に対する割合で判断する。",
      .next = "TCPSackRecovery と Tcp.RetransSegs を見る。"}},
    {"TcpExt.TCPForwardRetrans",
     {.meaning = "Segments retransmitted ahead of proof of their loss, beyond the highest segment "
                 "known to be lost.",
      .raised = "Kernels before 4.15.",
      .worry = "Part of the ordinary repair of loss; judge it with TCPFastRetrans.",
      .next = "See TCPFastRetrans."},
     {.meaning = "損失と分かっている最大のセグメントより先を、損失の証拠より前に再送したセグメント"
                 "の数である。",
      .raised = "4.15 より前のカーネルが数える。",
      .worry = "通常の損失修復の一部であり、TCPFastRetrans と併せて判断する。",
      .next = "TCPFastRetrans を見る。"}},
    {"TcpExt.TCPSchedulerFailed",
     {.meaning = "Delayed ACK timers that found segments still waiting in the prequeue: the "
                 "program was not scheduled in time.",
      .raised = "Kernels before 4.14.",
      .worry = "A rise meant that programs waited for the CPU for more than some 40 ms.",
      .next = "Check CPU load and the run queue (vmstat 1)."},
     {.meaning = "遅延 ACK タイマーの満了時に、セグメントがまだ prequeue "
                 "で待っていた回数である。プログラムが時間内に実行されなかった。",
      .raised = "4.14 より前のカーネルが数える。",
      .worry = "増えるなら、プログラムが CPU をおよそ 40 ms 以上待っている。",
      .next = "CPU 負荷と実行待ちキュー(vmstat 1)を確かめる。"}},
    {"TcpExt.SockMallocOOM",
     {.meaning = "How often a send found no memory, as netstat -s words it (\"Ran N times out of "
                 "system memory during packet sending\").",
      .raised = "No kernel from 5.10 to 7.3 has this counter; netstat has kept the sentence.",
      .worry = "It does not occur any more. TCPMemoryPressures, TCPAbortOnMemory and "
               "TCPWqueueTooBig tell of memory today.",
      .next = "See TCPMemoryPressures; /proc/net/sockstat against net.ipv4.tcp_mem."},
     {.meaning = "送信時にメモリがなかった回数である。netstat -s は「Ran N times out of system "
                 "memory during packet sending」と書く。",
      .raised = "カーネル 5.10 から 7.3 にこのカウンターはない。netstat に文だけが残っている。",
      .worry = "もう現れない。今は TCPMemoryPressures、TCPAbortOnMemory、TCPWqueueTooBig "
               "がメモリの不足を示す。",
      .next = "TCPMemoryPressures を見る。/proc/net/sockstat を net.ipv4.tcp_mem と比べる。"}},
    {"TcpExt.TCPAbortOnSyn",
     {.meaning = "Connections reset because of a SYN inside the receive window.",
      .raised = "Only old kernels (2.6 and early 3.x); since RFC 5961 such a SYN is answered with "
                "a challenge ACK, see TCPSYNChallenge.",
      .worry = "Any rise meant restarted clients that reuse ports, or an attack.",
      .next = "See TCPSYNChallenge; upgrade the kernel."},
     {.meaning = "受信ウィンドウ内の SYN のためにリセットした接続の数である。",
      .raised = "古いカーネル(2.6 と 3.x の初期)だけが数える。RFC 5961 以後、そうした SYN "
                "にはチャレンジ ACK を返す。TCPSYNChallenge を見る。",
      .worry = "増えるなら、再起動してポートを使い回すクライアントか攻撃である。",
      .next = "TCPSYNChallenge を見る。カーネルを更新する。"}},
};

}  // namespace

std::span<const Topic> tcp_ext_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
