// SPDX-License-Identifier: Apache-2.0
#include "explain/topic.h"

// Every MPTcpExt counter of kernels 5.10 to 7.3, in the order of the newest kernel's list
// (net/mptcp/mib.c). Not every kernel has all: "raised" says from which on.
namespace bpfnetstat::explain {
namespace {

constexpr Topic kTopics[] = {
    // The handshake of the first subflow (MP_CAPABLE).
    {"MPTcpExt.MPCapableSYNRX",
     {.meaning = "SYNs received that ask for MPTCP: the peer wants to open a new MPTCP connection.",
      .raised = "subflow_check_req, for a SYN with MP_CAPABLE on an MPTCP listener.",
      .worry = "The measure of demand, not a fault. Zero on a server that should speak MPTCP means "
               "that its listeners are plain TCP or that a middlebox strips the option.",
      .next = "Compare with MPCapableACKRX (connections that were established as MPTCP) and "
              "MPCapableFallbackACK. ss -lM lists MPTCP listeners."},
     {.meaning =
          "MPTCP を求める SYN を受信した数である。相手が新しい MPTCP 接続を開こうとしている。",
      .raised =
          "MPTCP のリスナーに MP_CAPABLE 付きの SYN が届いたとき、subflow_check_req が数える。",
      .worry = "需要の指標であり、異常ではない。MPTCP を話すはずのサーバーで 0 "
               "なら、リスナーが通常の TCP か、中間装置がオプションを取り除いている。",
      .next = "MPTCP として確立した MPCapableACKRX と、MPCapableFallbackACK と比べる。MPTCP "
              "のリスナーは ss -lM で一覧する。"}},
    {"MPTcpExt.MPCapableSYNTX",
     {.meaning = "SYNs sent that ask for MPTCP: a program here opens an MPTCP connection.",
      .raised = "mptcp_connect.",
      .worry =
          "The measure of demand on the client side, not a fault. Zero although programs should "
          "use MPTCP means that they open plain TCP sockets, or that net.mptcp.enabled is 0.",
      .next = "Compare with MPCapableSYNACKRX and MPCapableFallbackSYNACK. mptcpize run PROGRAM "
              "makes a program use MPTCP."},
     {.meaning = "MPTCP を求める SYN を送った数である。このホストのプログラムが MPTCP "
                 "接続を開こうとしている。",
      .raised = "mptcp_connect が数える。",
      .worry =
          "クライアント側の需要の指標であり、異常ではない。MPTCP を使うはずなのに 0 "
          "なら、プログラムが通常の TCP ソケットを開いているか、net.mptcp.enabled が 0 である。",
      .next = "MPCapableSYNACKRX、MPCapableFallbackSYNACK と比べる。mptcpize run プログラム で "
              "MPTCP を使わせることができる。"}},
    {"MPTcpExt.MPCapableSYNACKRX",
     {.meaning = "SYN/ACKs received that accept MPTCP.",
      .raised = "subflow_finish_connect.",
      .worry = "Success on the client side. The gap to MPCapableSYNTX is connections that ended as "
               "plain TCP or not at all.",
      .next = "Compare with MPCapableSYNTX and MPCapableFallbackSYNACK."},
     {.meaning = "MPTCP を受け入れる SYN/ACK を受信した数である。",
      .raised = "subflow_finish_connect が数える。",
      .worry = "クライアント側の成功である。MPCapableSYNTX との差は、通常の TCP "
               "になったか、成立しなかった接続である。",
      .next = "MPCapableSYNTX、MPCapableFallbackSYNACK と比べる。"}},
    {"MPTcpExt.MPCapableACKRX",
     {.meaning = "Incoming connections handed to a program as MPTCP, not as a fallback to TCP.",
      .raised = "mptcp_accept in 6.1, mptcp_stream_accept in 6.12 and later: in accept(2), not at "
                "the arrival of the third ACK.",
      .worry = "Success on the server side. A gap to MPCapableSYNRX is fallbacks, refused "
               "handshakes, or connections that wait to be accepted.",
      .next = "Compare with MPCapableSYNRX and MPCapableFallbackACK. For a full accept queue run "
              "bpfnetstat drops."},
     {.meaning =
          "TCP へのフォールバックではなく、MPTCP としてプログラムに渡した内向き接続の数である。",
      .raised = "6.1 では mptcp_accept、6.12 以降では mptcp_stream_accept が数える。3 番目の ACK "
                "の到着時ではなく、accept(2) の中である。",
      .worry = "サーバー側の成功である。MPCapableSYNRX "
               "との差は、フォールバック、拒まれたハンドシェイク、または accept 待ちの接続である。",
      .next = "MPCapableSYNRX、MPCapableFallbackACK と比べる。accept キューの満杯は bpfnetstat "
              "drops で調べる。"}},
    {"MPTcpExt.MPCapableFallbackACK",
     {.meaning = "Incoming connections that became plain TCP, because the third ACK did not carry "
                 "MP_CAPABLE.",
      .raised = "subflow_syn_recv_sock.",
      .worry = "The connection works, on one path. A rise means a middlebox that strips options "
               "after the SYN, or reordering of the first packets.",
      .next = "Capture a handshake on both ends with tcpdump -v and look for mptcp capable in all "
              "three packets."},
     {.meaning = "3 番目の ACK に MP_CAPABLE がなく、通常の TCP になった内向き接続の数である。",
      .raised = "subflow_syn_recv_sock が数える。",
      .worry = "接続は 1 つの経路で動作する。増えるなら、SYN "
               "の後でオプションを取り除く中間装置か、最初のパケットの順序の入れ替わりである。",
      .next = "両端でハンドシェイクを tcpdump -v により採取し、3 つのパケットすべてに mptcp "
              "capable があるか見る。"}},
    {"MPTcpExt.MPCapableFallbackSYNACK",
     {.meaning = "Outgoing connections that became plain TCP, because the SYN/ACK did not carry "
                 "MP_CAPABLE.",
      .raised = "subflow_finish_connect.",
      .worry = "Normal with servers that do not speak MPTCP. If the server does, a middlebox "
               "strips the option.",
      .next = "Compare with MPCapableSYNTX; capture on the server to see whether the option "
              "arrives there."},
     {.meaning = "SYN/ACK に MP_CAPABLE がなく、通常の TCP になった外向き接続の数である。",
      .raised = "subflow_finish_connect が数える。",
      .worry = "MPTCP "
               "を話さないサーバーが相手なら普通である。サーバーが対応しているなら、中間装置がオプ"
               "ションを取り除いている。",
      .next = "MPCapableSYNTX と比べる。サーバー側で採取し、オプションが届いているか確かめる。"}},
    {"MPTcpExt.MPCapableSYNTXDrop",
     {.meaning = "Outgoing connections that gave MPTCP up because their SYNs with MP_CAPABLE went "
                 "unanswered; they try on as plain TCP.",
      .raised = "mptcp_active_detect_blackhole, called by the SYN retransmission timer, after "
                "net.mptcp.syn_retrans_before_tcp_fallback attempts (2 where that setting does not "
                "exist). In 6.12 and later.",
      .worry = "A few come from servers that are down. Many that then succeed as TCP mean a "
               "firewall that drops SYNs with MPTCP; see Blackhole.",
      .next = "Compare with Blackhole and TcpExt.TCPSynRetrans. Test the same server with and "
              "without MPTCP."},
     {.meaning = "MP_CAPABLE 付きの SYN に応答がなく、MPTCP を諦めた外向き接続の数である。通常の "
                 "TCP として試み続ける。",
      .raised = "net.mptcp.syn_retrans_before_tcp_fallback 回(この設定がないカーネルでは 2 "
                "回)の試みの後、SYN の再送タイマーから呼ばれる mptcp_active_detect_blackhole "
                "が数える。6.12 以降にある。",
      .worry = "停止中のサーバーにより少し出る。TCP なら成功するものが多ければ、MPTCP の SYN "
               "を捨てるファイアウォールがある。Blackhole を見る。",
      .next = "Blackhole、TcpExt.TCPSynRetrans と比べる。同じサーバーを MPTCP ありとなしで試す。"}},
    {"MPTcpExt.MPCapableSYNTXDisabled",
     {.meaning = "Outgoing connections opened as plain TCP from the start, because MPTCP was "
                 "switched off for a while after blackholes.",
      .raised = "mptcp_connect, while the pause begun by Blackhole lasts. In 6.12 and later.",
      .worry = "Works as intended; users lose multipath, not the connection. A steady rise means "
               "that the network does not bear MPTCP.",
      .next = "See Blackhole and net.mptcp.blackhole_timeout."},
     {.meaning = "ブラックホール検出の後で MPTCP が一時停止していたため、最初から通常の TCP "
                 "で開いた外向き接続の数である。",
      .raised = "Blackhole で始まった停止期間中に mptcp_connect が数える。6.12 以降にある。",
      .worry = "設計どおりである。失うのはマルチパスであって接続ではない。増え続けるなら、ネットワ"
               "ークが MPTCP に対応していない。",
      .next = "Blackhole と net.mptcp.blackhole_timeout を見る。"}},
    {"MPTcpExt.MPCapableEndpAttempt",
     {.meaning = "New connections refused on a port that was only opened to add subflows (an "
                 "endpoint with a port of its own).",
      .raised = "subflow_check_req; the peer gets a reset.",
      .worry = "Clients connect to the wrong port, scan it, or follow a stale address. Near zero "
               "in health.",
      .next = "List such endpoints with ip mptcp endpoint show (those with a port) and see who "
              "connects with tcpdump."},
     {.meaning = "サブフロー追加専用に開いたポート(固有のポートを持つエンドポイント)"
                 "で拒んだ新規接続の数である。",
      .raised = "subflow_check_req が数え、相手には RST を返す。",
      .worry = "クライアントが誤ったポートに接続しているか、スキャンか、古いアドレスを使っている。"
               "正常ならほぼ 0 である。",
      .next = "ip mptcp endpoint show でポート付きのエンドポイントを確かめ、接続元を tcpdump "
              "で見る。"}},
    {"MPTcpExt.MPFallbackTokenInit",
     {.meaning =
          "Connections that became plain TCP because no unused token could be found for them.",
      .raised = "subflow_check_req for incoming and mptcp_connect for outgoing connections, after "
                "several tries.",
      .worry = "Rare: memory shortage or an extreme number of MPTCP connections.",
      .next = "Count the connections with ss -M or MPCurrEstab and check free memory."},
     {.meaning = "未使用のトークンを割り当てられず、通常の TCP になった接続の数である。",
      .raised = "何度か試した後、内向きは subflow_check_req、外向きは mptcp_connect が数える。",
      .worry = "まれである。メモリ不足か、極端に多い MPTCP 接続が原因である。",
      .next = "接続数を ss -M や MPCurrEstab で数え、空きメモリを確かめる。"}},
    {"MPTcpExt.MPTCPRetrans",
     {.meaning = "Data sent again by MPTCP itself, usually over another subflow, because it was "
                 "not acknowledged in time at the level of the connection.",
      .raised = "__mptcp_retrans. The retransmissions of each subflow's own TCP are counted in "
                "Tcp.RetransSegs.",
      .worry = "Some occur whenever a path fails or stalls. A high rate means a bad subflow that "
               "holds the connection back.",
      .next = "Compare with SubflowStale. Look at each subflow with ss -tiM and ss -ti, and make "
              "the bad path a backup: ip mptcp endpoint change id ID backup."},
     {.meaning = "接続レベルの確認応答が間に合わず、MPTCP "
                 "自身がたいてい別のサブフローで送り直したデータの数である。",
      .raised =
          "__mptcp_retrans が数える。各サブフローの TCP 自身の再送は Tcp.RetransSegs に入る。",
      .worry = "経路が切れたり停滞したりすれば少し出る。多ければ、不良なサブフローが接続全体を遅ら"
               "せている。",
      .next = "SubflowStale と比べる。各サブフローを ss -tiM と ss -ti "
              "で見て、不良な経路をバックアップにする(ip mptcp endpoint change id ID backup)。"}},
    // Joining: more subflows (MP_JOIN).
    {"MPTcpExt.MPJoinNoTokenFound",
     {.meaning =
          "Requests to join refused because their token belongs to no connection of this host.",
      .raised = "subflow_check_req; the peer gets a reset.",
      .worry = "A few come from connections that ended meanwhile. Many mean a load balancer that "
               "sends the join to another server than the first subflow, or guessing of tokens.",
      .next = "Check that the load balancer keeps all subflows of a client on one server, or give "
              "each server an address of its own to announce."},
     {.meaning = "トークンがこのホストのどの接続にも属さないため拒んだ参加要求の数である。",
      .raised = "subflow_check_req が数え、相手には RST を返す。",
      .worry = "その間に終わった接続により少し出る。多ければ、ロードバランサが最初のサブフローとは"
               "別のサーバーへ参加要求を送っているか、トークンの推測である。",
      .next = "クライアントの全サブフローを同じサーバーへ送るようロードバランサを確かめるか、サーバ"
              "ーごとに固有のアドレスを通知させる。"}},
    {"MPTcpExt.MPJoinNoIdFound",
     {.meaning = "Requests to join refused because the local address they reached has no address "
                 "ID in the path manager.",
      .raised = "subflow_check_req. In 7.3.",
      .worry = "The connection stays on its other subflows. A rise means that peers join at "
               "addresses that are not endpoints here.",
      .next = "Compare the target addresses (tcpdump) with ip mptcp endpoint show, or with the "
              "user-space path manager's list."},
     {.meaning = "届いた先のローカルアドレスがパスマネージャーのアドレス ID "
                 "を持たないため拒んだ参加要求の数である。",
      .raised = "subflow_check_req が数える。7.3 にある。",
      .worry = "接続は他のサブフローで続く。増えるなら、エンドポイントでないアドレスに相手が参加し"
               "ようとしている。",
      .next = "宛先アドレス(tcpdump)を、ip mptcp endpoint show "
              "またはユーザー空間のパスマネージャーの一覧と比べる。"}},
    {"MPTcpExt.MPJoinSynRx",
     {.meaning = "SYNs received that ask to add a subflow to an existing connection.",
      .raised = "subflow_check_req.",
      .worry = "The measure of demand, not a fault.",
      .next = "Compare with MPJoinAckRx: the gap is joins that failed, split up by "
              "MPJoinNoTokenFound, MPJoinAckHMacFailure and MPJoinRejected."},
     {.meaning = "既存の接続にサブフローを追加する SYN を受信した数である。",
      .raised = "subflow_check_req が数える。",
      .worry = "需要の指標であり、異常ではない。",
      .next = "MPJoinAckRx と比べる。差は失敗した参加であり、内訳は "
              "MPJoinNoTokenFound、MPJoinAckHMacFailure、MPJoinRejected である。"}},
    {"MPTcpExt.MPJoinSynBackupRx",
     {.meaning = "Joins received whose subflow the peer marked as a backup.",
      .raised = "subflow_check_req; it is a part of MPJoinSynRx.",
      .worry = "Normal for clients that keep a costly path (mobile) in reserve. If it matches "
               "MPJoinSynRx, added subflows bring no speed by design.",
      .next = "Compare with MPJoinSynRx; ss -tiM shows flags of subflows."},
     {.meaning = "相手がバックアップと指定したサブフローの参加要求を受信した数である。",
      .raised = "subflow_check_req が数え、MPJoinSynRx の一部である。",
      .worry = "高価な経路(モバイル)を予備にするクライアントでは普通である。MPJoinSynRx "
               "と等しければ、追加のサブフローは設計上速度を増やさない。",
      .next = "MPJoinSynRx と比べる。サブフローの属性は ss -tiM で見る。"}},
    {"MPTcpExt.MPJoinSynAckRx",
     {.meaning = "SYN/ACKs received that accept a subflow this host asked to add.",
      .raised = "subflow_finish_connect, after the HMAC was checked.",
      .worry = "Success; the gap to MPJoinSynTx is joins that failed or wait.",
      .next = "Compare with MPJoinSynTx and MPJoinSynAckHMacFailure."},
     {.meaning = "このホストが求めたサブフローの追加を受け入れる SYN/ACK を受信した数である。",
      .raised = "HMAC の検査後に subflow_finish_connect が数える。",
      .worry = "成功である。MPJoinSynTx との差は、失敗したか待っている参加である。",
      .next = "MPJoinSynTx、MPJoinSynAckHMacFailure と比べる。"}},
    {"MPTcpExt.MPJoinSynAckBackupRx",
     {.meaning = "Accepted joins whose subflow the peer marked as a backup in its SYN/ACK.",
      .raised = "subflow_finish_connect; it is a part of MPJoinSynAckRx.",
      .worry = "Normal where the peer keeps a path in reserve. Data flows there only if the other "
               "subflows fail.",
      .next = "Compare with MPJoinSynAckRx."},
     {.meaning =
          "受け入れられた参加のうち、相手が SYN/ACK でバックアップと指定したものの数である。",
      .raised = "subflow_finish_connect が数え、MPJoinSynAckRx の一部である。",
      .worry = "相手が経路を予備にしていれば普通である。データが流れるのは他のサブフローが使えない"
               "ときだけである。",
      .next = "MPJoinSynAckRx と比べる。"}},
    {"MPTcpExt.MPJoinSynAckHMacFailure",
     {.meaning = "SYN/ACKs of joins refused because their authentication code was wrong.",
      .raised = "subflow_finish_connect; the subflow is reset. 6.18 counts it at "
                "MPJoinAckHMacFailure by mistake.",
      .worry = "Near zero in health. A rise means that a server other than that of the first "
               "subflow answers (load balancer), or an attack.",
      .next =
          "Check the load balancing of the server's addresses; capture the join with tcpdump -v."},
     {.meaning = "認証コードが誤っていたため拒んだ、参加の SYN/ACK の数である。",
      .raised = "subflow_finish_connect が数え、サブフローはリセットされる。6.18 は誤って "
                "MPJoinAckHMacFailure に数える。",
      .worry = "正常ならほぼ 0 "
               "である。増えるなら、最初のサブフローとは別のサーバーが応答している(ロードバランサ)"
               "か、攻撃である。",
      .next = "サーバーのアドレスの負荷分散を確かめ、参加を tcpdump -v で採取する。"}},
    {"MPTcpExt.MPJoinSynAckNoMPJoin",
     {.meaning = "Subflows reset because the SYN/ACK to their join did not carry MP_JOIN.",
      .raised = "subflow_finish_connect. In 7.3.",
      .worry = "A middlebox strips the option on that path, or something else answers on that "
               "address. The connection stays on its other subflows.",
      .next = "Capture on both ends of that path with tcpdump -v."},
     {.meaning = "参加に対する SYN/ACK に MP_JOIN がなかったためリセットしたサブフローの数である。",
      .raised = "subflow_finish_connect が数える。7.3 にある。",
      .worry = "その経路の中間装置がオプションを取り除いているか、そのアドレスで別のものが応答して"
               "いる。接続は他のサブフローで続く。",
      .next = "その経路の両端で tcpdump -v により採取する。"}},
    {"MPTcpExt.MPJoinAckRx",
     {.meaning = "Subflows added by a peer: the third ACK of the join was valid and the path "
                 "manager accepted it.",
      .raised = "subflow_syn_recv_sock.",
      .worry = "Success on the server side.",
      .next = "Compare with MPJoinSynRx."},
     {.meaning = "相手が追加に成功したサブフローの数である。参加の 3 番目の ACK "
                 "が有効で、パスマネージャーが受け入れた。",
      .raised = "subflow_syn_recv_sock が数える。",
      .worry = "サーバー側の成功である。",
      .next = "MPJoinSynRx と比べる。"}},
    {"MPTcpExt.MPJoinAckHMacFailure",
     {.meaning = "Joins refused because the authentication code in their third ACK was wrong.",
      .raised = "subflow_syn_recv_sock; the subflow is reset. In 6.18 also subflow_finish_connect, "
                "for bad SYN/ACKs.",
      .worry = "Near zero in health; a rise is an attempt to break into connections, or a broken "
               "peer or middlebox.",
      .next = "Look at the addresses with tcpdump; compare with MPJoinSynRx."},
     {.meaning = "3 番目の ACK の認証コードが誤っていたため拒んだ参加の数である。",
      .raised = "subflow_syn_recv_sock が数え、サブフローはリセットされる。6.18 では誤った SYN/ACK "
                "について subflow_finish_connect も数える。",
      .worry =
          "正常ならほぼ 0 である。増えるなら、接続への侵入の試みか、相手や中間装置の不具合である。",
      .next = "相手のアドレスを tcpdump で見て、MPJoinSynRx と比べる。"}},
    {"MPTcpExt.MPJoinAckNoMPJoin",
     {.meaning = "Subflows reset because the third ACK of their join did not carry MP_JOIN.",
      .raised = "subflow_syn_recv_sock. In 7.3.",
      .worry = "A middlebox strips options after the SYN on that path. A join cannot fall back to "
               "TCP, so the subflow ends; the connection goes on.",
      .next = "Capture on both ends of that path with tcpdump -v."},
     {.meaning = "参加の 3 番目の ACK に MP_JOIN がなかったためリセットしたサブフローの数である。",
      .raised = "subflow_syn_recv_sock が数える。7.3 にある。",
      .worry = "その経路の中間装置が SYN の後でオプションを取り除いている。参加は TCP "
               "に戻れないのでサブフローは終わるが、接続は続く。",
      .next = "その経路の両端で tcpdump -v により採取する。"}},
    {"MPTcpExt.MPJoinAckNoCtx",
     {.meaning = "Subflows reset at the third ACK because the kernel had no MPTCP state for them.",
      .raised = "subflow_syn_recv_sock. In 7.3.",
      .worry = "Rare: memory shortage while the subflow was made.",
      .next = "Check dmesg for allocation failures and free memory."},
     {.meaning = "カーネルに MPTCP の状態がなかったため、3 番目の ACK "
                 "でリセットしたサブフローの数である。",
      .raised = "subflow_syn_recv_sock が数える。7.3 にある。",
      .worry = "まれで、サブフロー作成中のメモリ不足が原因である。",
      .next = "dmesg の割り当て失敗と空きメモリを確かめる。"}},
    {"MPTcpExt.MPJoinRejected",
     {.meaning = "Joins with valid credentials that were turned down: the connection has all the "
                 "subflows that it may have, or no longer takes any.",
      .raised = "subflow_check_req (with SYN cookies), subflow_syn_recv_sock and "
                "mptcp_finish_join. In 6.18 and later.",
      .worry = "The limit does its work. A rise means that clients offer more paths than ip mptcp "
               "limits allows.",
      .next = "Run ip mptcp limits show and raise subflows if more paths are wanted."},
     {.meaning = "認証は正しいが断った参加の数である。接続のサブフローが上限に達したか、もう受け付"
                 "けない。",
      .raised = "subflow_check_req(SYN cookie のとき)、subflow_syn_recv_sock、mptcp_finish_join "
                "が数える。6.18 以降にある。",
      .worry = "上限が働いている。増えるなら、ip mptcp limits "
               "が許す以上の経路をクライアントが提示している。",
      .next = "ip mptcp limits show を見て、経路を増やしたければ subflows の値を上げる。"}},
    {"MPTcpExt.MPJoinNotEstablished",
     {.meaning = "Joins reset because their connection was not yet, or no longer, fully "
                 "established as MPTCP.",
      .raised = "mptcp_finish_join. In 7.3.",
      .worry =
          "A race at the start or the end of a connection. A rise means peers that join too early.",
      .next = "Capture the first packets of such a connection with tcpdump -v."},
     {.meaning =
          "接続が MPTCP としてまだ(またはもう)完全に確立していないためリセットした参加の数である。",
      .raised = "mptcp_finish_join が数える。7.3 にある。",
      .worry = "接続の開始時や終了時の競合である。増えるなら、参加の早すぎる相手がいる。",
      .next = "そうした接続の最初のパケットを tcpdump -v で採取する。"}},
    {"MPTcpExt.MPJoinSynTx",
     {.meaning = "SYNs that this host prepared to add a subflow to an existing connection.",
      .raised = "__mptcp_subflow_connect. In 6.12 and later.",
      .worry = "The path manager at work; it counts only clients' side joins in the usual set-up. "
               "Zero although endpoints are configured means that they lack the flag subflow or "
               "the limits are 0.",
      .next = "Compare with MPJoinSynAckRx; see ip mptcp endpoint show and ip mptcp limits show."},
     {.meaning = "このホストが既存の接続にサブフローを追加するために用意した SYN の数である。",
      .raised = "__mptcp_subflow_connect が数える。6.12 以降にある。",
      .worry = "パスマネージャーの動作であり、通常の構成ではクライアント側だけが参加を行う。エンド"
               "ポイントを設定したのに 0 なら、subflow フラグがないか、上限が 0 である。",
      .next = "MPJoinSynAckRx と比べる。ip mptcp endpoint show と ip mptcp limits show を見る。"}},
    {"MPTcpExt.MPJoinSynTxCreatSkErr",
     {.meaning = "Subflows that could not be started because no socket could be made.",
      .raised = "__mptcp_subflow_connect. In 6.12 and later.",
      .worry = "Memory shortage, a security policy, or an address family that is switched off. The "
               "connection stays on its other subflows.",
      .next = "Check dmesg, the audit log, and whether IPv6 is on if the endpoint is IPv6."},
     {.meaning = "ソケットを作れなかったため開始できなかったサブフローの数である。",
      .raised = "__mptcp_subflow_connect が数える。6.12 以降にある。",
      .worry = "メモリ不足、セキュリティポリシー、または無効なアドレスファミリーが原因である。接続"
               "は他のサブフローで続く。",
      .next = "dmesg と監査ログを確かめる。エンドポイントが IPv6 なら、IPv6 が有効か確かめる。"}},
    {"MPTcpExt.MPJoinSynTxBindErr",
     {.meaning = "Subflows that could not be started because the local address of the endpoint "
                 "could not be bound.",
      .raised = "__mptcp_subflow_connect. In 6.12 and later.",
      .worry = "The endpoint names an address that this host does not have (any more), or its port "
               "is taken.",
      .next = "Compare ip mptcp endpoint show with ip addr; remove stale endpoints."},
     {.meaning = "エンドポイントのローカルアドレスをバインドできず、開始できなかったサブフローの数"
                 "である。",
      .raised = "__mptcp_subflow_connect が数える。6.12 以降にある。",
      .worry =
          "このホストに(もう)ないアドレスをエンドポイントが指しているか、ポートが使用中である。",
      .next = "ip mptcp endpoint show を ip addr と比べ、古いエンドポイントを削除する。"}},
    {"MPTcpExt.MPJoinSynTxConnectErr",
     {.meaning = "Subflows that could not be started because connect failed at once.",
      .raised = "__mptcp_subflow_connect. In 6.12 and later.",
      .worry = "Mostly no route from that address to the peer. Second interfaces need routing "
               "rules of their own.",
      .next = "Test with ip route get PEER from LOCAL; add a routing table for the second "
              "interface with ip rule."},
     {.meaning = "connect が直ちに失敗し、開始できなかったサブフローの数である。",
      .raised = "__mptcp_subflow_connect が数える。6.12 以降にある。",
      .worry = "たいてい、そのアドレスから相手への経路がない。2 "
               "つ目のインターフェースには固有のルーティング規則が要る。",
      .next = "ip route get 相手 from ローカル で確かめ、ip rule で 2 "
              "つ目のインターフェース用の経路表を加える。"}},
    // Mappings between the sequence numbers of the connection and of a subflow (DSS).
    {"MPTcpExt.DSSNotMatching",
     {.meaning = "Mappings received for data that an earlier, different mapping already covers.",
      .raised = "mptcp_subflow_data_available, in get_mapping_status; the connection falls back to "
                "TCP or the subflow is reset.",
      .worry = "Never in health: a broken peer, or a middlebox that splits or joins segments and "
               "copies options.",
      .next = "Compare with DssFallback; capture with tcpdump -v and switch segmentation offloads "
              "of middleboxes off."},
     {.meaning = "以前の別のマッピングがすでに覆うデータに対して受信したマッピングの数である。",
      .raised = "mptcp_subflow_data_available の中の get_mapping_status が数える。接続は TCP "
                "に戻るか、サブフローがリセットされる。",
      .worry = "正常なら起こらない。相手の不具合か、セグメントを分割、結合してオプションを複製する"
               "中間装置である。",
      .next = "DssFallback と比べる。tcpdump -v "
              "で採取し、中間装置のセグメンテーションオフロードを無効にする。"}},
    {"MPTcpExt.DSSCorruptionFallback",
     {.meaning = "Connections that became plain TCP because data in a subflow's queue did not "
                 "agree with its mapping.",
      .raised = "mptcp_dss_corruption, where a fallback is still possible.",
      .worry = "Should be zero; it points at a fault in the kernel or in the peer. Report it.",
      .next = "Check dmesg for warnings of mptcp; update the kernel."},
     {.meaning =
          "サブフローのキューのデータがマッピングと合わず、通常の TCP になった接続の数である。",
      .raised = "フォールバックがまだ可能なとき、mptcp_dss_corruption が数える。",
      .worry = "0 であるべきである。カーネルまたは相手の不具合を示すので、報告する価値がある。",
      .next = "dmesg の mptcp の警告を確かめ、カーネルを更新する。"}},
    {"MPTcpExt.DSSCorruptionReset",
     {.meaning = "Subflows reset because data in their queue did not agree with its mapping and a "
                 "fallback was not possible.",
      .raised = "mptcp_dss_corruption.",
      .worry = "Should be zero; it points at a fault in the kernel or in the peer. Report it.",
      .next = "Check dmesg for warnings of mptcp; update the kernel."},
     {.meaning = "キューのデータがマッピングと合わず、フォールバックもできないためリセットしたサブ"
                 "フローの数である。",
      .raised = "mptcp_dss_corruption が数える。",
      .worry = "0 であるべきである。カーネルまたは相手の不具合を示すので、報告する価値がある。",
      .next = "dmesg の mptcp の警告を確かめ、カーネルを更新する。"}},
    {"MPTcpExt.InfiniteMapTx",
     {.meaning = "Infinite mappings sent: this host told the peer that the connection goes on as "
                 "plain TCP.",
      .raised = "mptcp_sendmsg_frag, in mptcp_update_infinite_map, after the peer reported a "
                "checksum failure with MP_FAIL.",
      .worry = "Multipath is lost for that connection. A rise means a middlebox that changes data "
               "while checksums are on.",
      .next = "Compare with MPFailRx and net.mptcp.checksum_enabled; look for application gateways "
              "(ALG) on the path."},
     {.meaning = "接続が通常の TCP として続くと相手に告げる、無限マッピングを送った数である。",
      .raised = "相手が MP_FAIL でチェックサムの失敗を報告した後、mptcp_sendmsg_frag の中の "
                "mptcp_update_infinite_map が数える。",
      .worry = "その接続はマルチパスを失う。増えるなら、チェックサムが有効な状態でデータを書き換え"
               "る中間装置がある。",
      .next = "MPFailRx、net.mptcp.checksum_enabled "
              "と比べ、経路上のアプリケーションゲートウェイ(ALG)を探す。"}},
    {"MPTcpExt.InfiniteMapRx",
     {.meaning = "Infinite mappings received: the peer goes on as plain TCP.",
      .raised = "mptcp_subflow_data_available, in get_mapping_status.",
      .worry = "Multipath is lost for that connection. A rise means a middlebox that changes data.",
      .next = "Compare with MPFailTx and DataCsumErr."},
     {.meaning = "無限マッピングを受信した数である。相手は通常の TCP として続ける。",
      .raised = "mptcp_subflow_data_available の中の get_mapping_status が数える。",
      .worry = "その接続はマルチパスを失う。増えるなら、データを書き換える中間装置がある。",
      .next = "MPFailTx、DataCsumErr と比べる。"}},
    {"MPTcpExt.DSSNoMatchTCP",
     {.meaning =
          "Mappings that do not fit the place of the data in the subflow's own sequence numbers.",
      .raised = "mptcp_subflow_data_available, in get_mapping_status; the connection falls back to "
                "TCP or the subflow is reset.",
      .worry = "Never in health: a middlebox that inserts or removes bytes, or a broken peer.",
      .next = "Compare with DssFallback; capture on both ends and compare lengths."},
     {.meaning = "サブフロー自身のシーケンス番号上のデータの位置と合わないマッピングの数である。",
      .raised = "mptcp_subflow_data_available の中の get_mapping_status が数える。接続は TCP "
                "に戻るか、サブフローがリセットされる。",
      .worry = "正常なら起こらない。バイトを挿入または削除する中間装置か、相手の不具合である。",
      .next = "DssFallback と比べ、両端で採取して長さを比べる。"}},
    {"MPTcpExt.DataCsumErr",
     {.meaning = "Blocks of data whose MPTCP checksum was wrong.",
      .raised = "mptcp_subflow_data_available, in validate_data_csum, only with "
                "net.mptcp.checksum_enabled or when the peer asks for checksums. MP_FAIL follows.",
      .worry = "Something on the path changes data: an application gateway, a transparent proxy, "
               "bad memory. The subflow is closed, or the connection becomes plain TCP.",
      .next = "Compare with MPFailTx; find the path with ss -tiM and look for gateways that "
              "rewrite (FTP, SIP)."},
     {.meaning = "MPTCP のチェックサムが誤っていたデータブロックの数である。",
      .raised = "net.mptcp.checksum_enabled "
                "か相手の要求によりチェックサムを使うときだけ、mptcp_subflow_data_available の中の "
                "validate_data_csum が数える。続いて MP_FAIL を送る。",
      .worry = "経路上の何かがデータを書き換えている。アプリケーションゲートウェイ、透過プロキシ、"
               "不良メモリなどである。サブフローを閉じるか、接続が通常の TCP になる。",
      .next = "MPFailTx と比べる。ss -tiM "
              "で経路を突き止め、書き換えを行うゲートウェイ(FTP、SIP)を探す。"}},
    // Reordering at the level of the connection.
    {"MPTcpExt.OFOQueueTail",
     {.meaning = "Segments that were added at the end of the connection's out-of-order queue, the "
                 "cheap case.",
      .raised = "mptcp_data_queue_ofo, within __mptcp_move_skbs_from_subflow or, in 7.3, "
                "__mptcp_move_skb.",
      .worry = "Normal as soon as two subflows of unequal delay carry data. It is only a part of "
               "OFOQueue.",
      .next = "Compare with OFOQueue; see rtt of the subflows in ss -tiM."},
     {.meaning = "接続の順序外キューの末尾に追加されたセグメントの数である(コストの低い場合)。",
      .raised = "__mptcp_move_skbs_from_subflow、7.3 では __mptcp_move_skb の中の "
                "mptcp_data_queue_ofo が数える。",
      .worry =
          "遅延の異なる 2 つのサブフローがデータを運べば普通である。OFOQueue の一部にすぎない。",
      .next = "OFOQueue と比べ、ss -tiM でサブフローの rtt を見る。"}},
    {"MPTcpExt.OFOQueue",
     {.meaning = "Segments that arrived ahead of their turn in the connection and waited for data "
                 "of another subflow.",
      .raised = "mptcp_data_queue_ofo, within __mptcp_move_skbs_from_subflow or, in 7.3, "
                "__mptcp_move_skb.",
      .worry = "Normal with several subflows. A high share of the data means subflows of very "
               "unequal delay or a stuck one, and needs large receive buffers.",
      .next = "Compare with MPTCPRetrans and SubflowStale; see rtt of the subflows in ss -tiM and "
              "net.ipv4.tcp_rmem."},
     {.meaning = "接続内の順番より先に届き、別のサブフローのデータを待ったセグメントの数である。",
      .raised = "__mptcp_move_skbs_from_subflow、7.3 では __mptcp_move_skb の中の "
                "mptcp_data_queue_ofo が数える。",
      .worry = "サブフローが複数あれば普通である。データに占める割合が高ければ、遅延の大きく異なる"
               "サブフローか止まったサブフローがあり、大きな受信バッファが必要になる。",
      .next = "MPTCPRetrans、SubflowStale と比べる。ss -tiM でサブフローの rtt を、あわせて "
              "net.ipv4.tcp_rmem を見る。"}},
    {"MPTcpExt.OFOMerge",
     {.meaning = "Segments merged with a neighbour in the connection's out-of-order queue.",
      .raised = "mptcp_data_queue_ofo, by mptcp_ooo_try_coalesce.",
      .worry = "Benign: it saves memory. A large value only says that much data was out of order; "
               "see OFOQueue.",
      .next = "Compare with OFOQueue."},
     {.meaning = "接続の順序外キューで隣のものと併合されたセグメントの数である。",
      .raised = "mptcp_data_queue_ofo の中の mptcp_ooo_try_coalesce によって数える。",
      .worry = "害はなく、メモリの節約である。値が大きければ順序外のデータが多かったというだけであ"
               "る。OFOQueue を見る。",
      .next = "OFOQueue と比べる。"}},
    {"MPTcpExt.NoDSSInWindow",
     {.meaning = "Segments dropped because they lie beyond the connection's receive window.",
      .raised = "mptcp_data_queue_ofo.",
      .worry = "Near zero in health; the data must be sent again. A rise means a peer that ignores "
               "the window, or a window that shrank.",
      .next = "Compare with RcvWndConflict and check receive buffers with ss -tmM."},
     {.meaning = "接続の受信ウィンドウを超えていたため捨てたセグメントの数である。",
      .raised = "mptcp_data_queue_ofo が数える。",
      .worry = "正常ならほぼ 0 "
               "である。データは送り直される。増えるなら、ウィンドウを無視する相手か、縮んだウィン"
               "ドウである。",
      .next = "RcvWndConflict と比べ、ss -tmM で受信バッファを確かめる。"}},
    {"MPTcpExt.DuplicateData",
     {.meaning = "Data dropped because the connection had it already, from another subflow or an "
                 "earlier copy.",
      .raised = "__mptcp_move_skbs_from_subflow (7.3: __mptcp_move_skb), __mptcp_ofo_queue and "
                "mptcp_subflow_data_available.",
      .worry = "The price of MPTCP's own retransmissions over other paths. A high rate wastes "
               "bandwidth.",
      .next = "Compare with MPTCPRetrans on the peer; look for a slow subflow."},
     {.meaning = "別のサブフローや以前の写しですでに受け取っていたため捨てたデータの数である。",
      .raised = "__mptcp_move_skbs_from_subflow(7.3 では "
                "__mptcp_move_skb)、__mptcp_ofo_queue、mptcp_subflow_data_available が数える。",
      .worry = "MPTCP 自身が別経路で再送する代償である。多ければ帯域を無駄にしている。",
      .next = "相手の MPTCPRetrans と比べ、遅いサブフローを探す。"}},
    // Announcing and withdrawing addresses.
    {"MPTcpExt.AddAddr",
     {.meaning = "Announcements of further addresses (ADD_ADDR) received from peers.",
      .raised = "mptcp_incoming_options, after the HMAC was checked.",
      .worry = "Normal with servers that have several addresses. Whether they are used is for the "
               "limits to decide.",
      .next = "Compare with MPJoinSynTx; see add_addr_accepted in ip mptcp limits show and ip "
              "mptcp monitor."},
     {.meaning = "相手から追加アドレスの通知(ADD_ADDR)を受信した数である。",
      .raised = "HMAC の検査後に mptcp_incoming_options が数える。",
      .worry = "複数のアドレスを持つサーバーが相手なら普通である。使うかどうかは上限設定による。",
      .next = "MPJoinSynTx と比べる。ip mptcp limits show の add_addr_accepted と ip mptcp monitor "
              "を見る。"}},
    {"MPTcpExt.AddAddrTx",
     {.meaning = "Announcements of further addresses (ADD_ADDR) sent.",
      .raised = "mptcp_established_options. In 6.12 and later; retransmissions count again.",
      .worry =
          "Normal with endpoints that have the flag signal. If it runs far ahead of EchoAdd, peers "
          "do not confirm and the announcement is repeated after net.mptcp.add_addr_timeout.",
      .next = "Compare with EchoAdd; see ip mptcp endpoint show."},
     {.meaning = "追加アドレスの通知(ADD_ADDR)を送った数である。",
      .raised = "mptcp_established_options が数える。6.12 以降にある。再送も数える。",
      .worry = "signal フラグのエンドポイントがあれば普通である。EchoAdd "
               "を大きく上回るなら、相手が確認しておらず、net.mptcp.add_addr_timeout "
               "ごとに繰り返されている。",
      .next = "EchoAdd と比べ、ip mptcp endpoint show を見る。"}},
    {"MPTcpExt.AddAddrTxDrop",
     {.meaning = "Announcements of addresses that could not be sent: one was still pending, or the "
                 "option did not fit into the header.",
      .raised = "mptcp_pm_announce_addr and mptcp_pm_add_addr_signal. In 6.12 and later.",
      .worry = "The peer may not learn of that address. IPv6 addresses with a port are the usual "
               "victims, as they do not fit beside timestamps.",
      .next = "Announce fewer addresses, or leave the port out; compare with AddAddrTx."},
     {.meaning = "送れなかったアドレス通知の数である。前の通知がまだ保留中か、オプションがヘッダー"
                 "に収まらなかった。",
      .raised = "mptcp_pm_announce_addr と mptcp_pm_add_addr_signal が数える。6.12 以降にある。",
      .worry = "相手はそのアドレスを知らないままになることがある。ポート付きの IPv6 "
               "アドレスはタイムスタンプと同居できず、対象になりやすい。",
      .next = "通知するアドレスを減らすか、ポートを省く。AddAddrTx と比べる。"}},
    {"MPTcpExt.EchoAdd",
     {.meaning = "Confirmations (ADD_ADDR with the echo flag) received for addresses that this "
                 "host announced.",
      .raised = "mptcp_incoming_options.",
      .worry = "Normal: each confirms one announcement.",
      .next = "Compare with AddAddrTx (6.12 and later)."},
     {.meaning =
          "このホストが通知したアドレスに対する確認(echo フラグ付き ADD_ADDR)を受信した数である。",
      .raised = "mptcp_incoming_options が数える。",
      .worry = "普通であり、1 つが 1 つの通知を確認する。",
      .next = "AddAddrTx(6.12 以降)と比べる。"}},
    {"MPTcpExt.EchoAddTx",
     {.meaning =
          "Confirmations (ADD_ADDR with the echo flag) sent for addresses that peers announced.",
      .raised = "mptcp_established_options. In 6.12 and later.",
      .worry = "Normal; should keep pace with AddAddr.",
      .next = "Compare with AddAddr and EchoAddTxDrop."},
     {.meaning = "相手が通知したアドレスに対する確認(echo フラグ付き ADD_ADDR)を送った数である。",
      .raised = "mptcp_established_options が数える。6.12 以降にある。",
      .worry = "普通であり、AddAddr と同じように増えるはずである。",
      .next = "AddAddr、EchoAddTxDrop と比べる。"}},
    {"MPTcpExt.EchoAddTxDrop",
     {.meaning = "Confirmations of announced addresses that could not be sent: one was still "
                 "pending, or the option did not fit into the header.",
      .raised = "mptcp_pm_announce_addr and mptcp_pm_add_addr_signal. In 6.12 and later.",
      .worry = "Harmless in small numbers: the peer announces again. Many mean that a peer "
               "announces faster than packets flow.",
      .next = "Compare with AddAddr and AddAddrDrop."},
     {.meaning = "送れなかったアドレス通知の確認の数である。前のものがまだ保留中か、オプションがヘ"
                 "ッダーに収まらなかった。",
      .raised = "mptcp_pm_announce_addr と mptcp_pm_add_addr_signal が数える。6.12 以降にある。",
      .worry = "少しなら、相手が再び通知するので害はない。多ければ、パケットの流れより速く通知する"
               "相手がいる。",
      .next = "AddAddr、AddAddrDrop と比べる。"}},
    {"MPTcpExt.PortAdd",
     {.meaning = "Received ADD_ADDR options that carried a port number.",
      .raised = "mptcp_incoming_options; both announcements and echoes count.",
      .worry = "Normal with peers that listen for subflows on another port. Firewalls must let "
               "that port pass.",
      .next = "Compare with AddAddr; look at the ports with ip mptcp monitor."},
     {.meaning = "ポート番号を含む ADD_ADDR を受信した数である。",
      .raised = "mptcp_incoming_options が数える。通知と echo の両方を含む。",
      .worry = "別のポートでサブフローを待つ相手なら普通である。ファイアウォールはそのポートを通す"
               "必要がある。",
      .next = "AddAddr と比べ、ip mptcp monitor でポートを見る。"}},
    {"MPTcpExt.AddAddrDrop",
     {.meaning = "Announcements of addresses that were received but not taken up, because the path "
                 "manager still worked on an earlier one or was not able to take it.",
      .raised = "mptcp_pm_add_addr_received.",
      .worry = "A subflow may be missing until the peer announces again. Many mean that peers "
               "announce several addresses in a burst.",
      .next = "Compare with AddAddr; see ip mptcp limits show."},
     {.meaning = "受信したが取り上げなかったアドレス通知の数である。パスマネージャーが前の通知を処"
                 "理中か、受け付けられなかった。",
      .raised = "mptcp_pm_add_addr_received が数える。",
      .worry = "相手が再び通知するまで、サブフローが欠けることがある。多ければ、相手が複数のアドレ"
               "スをまとめて通知している。",
      .next = "AddAddr と比べ、ip mptcp limits show を見る。"}},
    // Joins on a port other than that of the first subflow.
    {"MPTcpExt.MPJoinPortSynRx",
     {.meaning = "SYNs of joins that reached a port other than that of the first subflow, a port "
                 "that this host had announced.",
      .raised = "subflow_check_req.",
      .worry = "Normal with endpoints that have a port.",
      .next = "Compare with MPJoinPortAckRx and MismatchPortSynRx."},
     {.meaning =
          "最初のサブフローとは別の、このホストが通知したポートに届いた参加の SYN の数である。",
      .raised = "subflow_check_req が数える。",
      .worry = "ポート付きのエンドポイントがあれば普通である。",
      .next = "MPJoinPortAckRx、MismatchPortSynRx と比べる。"}},
    {"MPTcpExt.MPJoinPortSynAckRx",
     {.meaning =
          "SYN/ACKs of joins that this host made to another port than that of the first subflow.",
      .raised = "subflow_finish_connect.",
      .worry = "Normal with peers that announce addresses with a port.",
      .next = "Compare with PortAdd and MPJoinSynAckRx."},
     {.meaning =
          "最初のサブフローとは別のポートへこのホストが行った参加に対する SYN/ACK の数である。",
      .raised = "subflow_finish_connect が数える。",
      .worry = "ポート付きでアドレスを通知する相手なら普通である。",
      .next = "PortAdd、MPJoinSynAckRx と比べる。"}},
    {"MPTcpExt.MPJoinPortAckRx",
     {.meaning = "Joins completed on a port other than that of the first subflow.",
      .raised = "subflow_syn_recv_sock.",
      .worry = "Success; the gap to MPJoinPortSynRx is joins that failed.",
      .next = "Compare with MPJoinPortSynRx and MismatchPortAckRx."},
     {.meaning = "最初のサブフローとは別のポートで完了した参加の数である。",
      .raised = "subflow_syn_recv_sock が数える。",
      .worry = "成功である。MPJoinPortSynRx との差は失敗した参加である。",
      .next = "MPJoinPortSynRx、MismatchPortAckRx と比べる。"}},
    {"MPTcpExt.MismatchPortSynRx",
     {.meaning = "SYNs of joins refused because they reached a port that this connection had never "
                 "announced.",
      .raised = "subflow_check_req; the peer gets a reset.",
      .worry = "Near zero in health. A rise means address translation that changes ports, a stale "
               "announcement, or an attack.",
      .next = "Compare ports in tcpdump with ip mptcp endpoint show."},
     {.meaning = "この接続が通知していないポートに届いたため拒んだ、参加の SYN の数である。",
      .raised = "subflow_check_req が数え、相手には RST を返す。",
      .worry = "正常ならほぼ 0 "
               "である。増えるなら、ポートを書き換えるアドレス変換、古い通知、または攻撃である。",
      .next = "tcpdump のポートを ip mptcp endpoint show と比べる。"}},
    {"MPTcpExt.MismatchPortAckRx",
     {.meaning = "Joins refused at their third ACK because the port is not one that this "
                 "connection announces.",
      .raised = "subflow_syn_recv_sock; the subflow is reset.",
      .worry = "Near zero in health: the endpoint was removed between SYN and ACK, or see "
               "MismatchPortSynRx.",
      .next = "Look for changes of endpoints with ip mptcp monitor."},
     {.meaning = "接続が通知しているポートではないため、3 番目の ACK で拒んだ参加の数である。",
      .raised = "subflow_syn_recv_sock が数え、サブフローはリセットされる。",
      .worry = "正常ならほぼ 0 である。SYN と ACK "
               "の間にエンドポイントが削除されたか、MismatchPortSynRx と同じ原因である。",
      .next = "エンドポイントの変更を ip mptcp monitor で見る。"}},
    {"MPTcpExt.RmAddr",
     {.meaning =
          "Address IDs that peers withdrew (RM_ADDR); subflows to these addresses are closed.",
      .raised = "mptcp_pm_nl_rm_addr_or_subflow, from 6.18 mptcp_pm_rm_addr_or_subflow.",
      .worry =
          "Normal when a peer loses an interface. A steady rise means flapping links at the peer.",
      .next = "Compare with AddAddr; watch ip mptcp monitor."},
     {.meaning = "相手が取り下げたアドレス "
                 "ID(RM_ADDR)の数である。そのアドレスへのサブフローは閉じられる。",
      .raised =
          "mptcp_pm_nl_rm_addr_or_subflow、6.18 以降は mptcp_pm_rm_addr_or_subflow が数える。",
      .worry =
          "相手がインターフェースを失えば普通である。増え続けるなら、相手の回線が不安定である。",
      .next = "AddAddr と比べ、ip mptcp monitor を見る。"}},
    {"MPTcpExt.RmAddrDrop",
     {.meaning = "Withdrawals of addresses that were received but not acted on, because the path "
                 "manager still worked on an earlier one.",
      .raised = "mptcp_pm_rm_addr_received.",
      .worry = "Subflows to a dead address may linger until they time out. Should be rare.",
      .next = "Compare with RmAddr; look for stale subflows with ss -tiM."},
     {.meaning = "受信したが、パスマネージャーが前のものを処理中で実行しなかったアドレス取り下げの"
                 "数である。",
      .raised = "mptcp_pm_rm_addr_received が数える。",
      .worry =
          "使えないアドレスへのサブフローがタイムアウトまで残ることがある。まれであるべきである。",
      .next = "RmAddr と比べ、残ったサブフローを ss -tiM で探す。"}},
    {"MPTcpExt.RmAddrTx",
     {.meaning = "Address IDs that this host withdrew with RM_ADDR.",
      .raised = "mptcp_established_options. In 6.12 and later.",
      .worry = "Normal when an endpoint is removed or an address disappears. A steady rise means a "
               "flapping interface here.",
      .next = "Watch ip monitor address and ip mptcp monitor."},
     {.meaning = "このホストが RM_ADDR で取り下げたアドレス ID の数である。",
      .raised = "mptcp_established_options が数える。6.12 以降にある。",
      .worry = "エンドポイントの削除やアドレスの消失があれば普通である。増え続けるなら、このホスト"
               "のインターフェースが不安定である。",
      .next = "ip monitor address と ip mptcp monitor を見る。"}},
    {"MPTcpExt.RmAddrTxDrop",
     {.meaning = "Withdrawals of addresses that could not be sent, because an earlier one was "
                 "still pending.",
      .raised = "mptcp_pm_remove_addr. In 6.12 and later.",
      .worry = "The peer keeps a dead address for a while. Should be rare.",
      .next = "Remove endpoints one by one and not in a burst; compare with RmAddrTx."},
     {.meaning = "前のものがまだ保留中で、送れなかったアドレス取り下げの数である。",
      .raised = "mptcp_pm_remove_addr が数える。6.12 以降にある。",
      .worry = "相手はしばらく使えないアドレスを持ち続ける。まれであるべきである。",
      .next = "エンドポイントはまとめてではなく 1 つずつ削除する。RmAddrTx と比べる。"}},
    {"MPTcpExt.RmSubflow",
     {.meaning = "Subflows that the path manager of this host removed, because an endpoint was "
                 "deleted or a program asked for it.",
      .raised = "mptcp_pm_nl_rm_addr_or_subflow and mptcp_nl_cmd_sf_destroy; the names differ in "
                "later kernels (mptcp_pm_rm_addr_or_subflow, mptcp_pm_nl_subflow_destroy_doit).",
      .worry = "Normal after changes of configuration. A rise without any means an address that "
               "comes and goes.",
      .next = "Watch ip mptcp monitor and ip monitor address."},
     {.meaning = "エンドポイントの削除やプログラムの要求により、このホストのパスマネージャーが取り"
                 "除いたサブフローの数である。",
      .raised = "mptcp_pm_nl_rm_addr_or_subflow と mptcp_nl_cmd_sf_destroy "
                "が数える。新しいカーネルでは名前が異なる(mptcp_pm_rm_addr_or_subflow、mptcp_pm_nl_"
                "subflow_destroy_doit)。",
      .worry =
          "設定変更の後なら普通である。変更なしに増えるなら、現れたり消えたりするアドレスがある。",
      .next = "ip mptcp monitor と ip monitor address を見る。"}},
    // Priority, failure, closing.
    {"MPTcpExt.MPPrioTx",
     {.meaning = "Changes of a subflow's priority (backup or not) sent to the peer with MP_PRIO.",
      .raised = "mptcp_write_options.",
      .worry = "Normal after ip mptcp endpoint change, or with a path manager that switches paths.",
      .next = "See ip mptcp endpoint show and ip mptcp monitor."},
     {.meaning = "サブフローの優先度(バックアップか否か)の変更を MP_PRIO で相手に送った数である。",
      .raised = "mptcp_write_options が数える。",
      .worry = "ip mptcp endpoint change の後や、経路を切り替えるパスマネージャーでは普通である。",
      .next = "ip mptcp endpoint show と ip mptcp monitor を見る。"}},
    {"MPTcpExt.MPPrioRx",
     {.meaning = "Changes of a subflow's priority (backup or not) received from peers.",
      .raised = "mptcp_incoming_options.",
      .worry = "Normal with mobile clients that switch between networks. Data moves to other "
               "subflows accordingly.",
      .next = "See which subflows are backups in ss -tiM."},
     {.meaning = "サブフローの優先度(バックアップか否か)の変更を相手から受信した数である。",
      .raised = "mptcp_incoming_options が数える。",
      .worry = "ネットワークを切り替えるモバイルクライアントでは普通である。データはそれに応じて他"
               "のサブフローへ移る。",
      .next = "どのサブフローがバックアップかを ss -tiM で見る。"}},
    {"MPTcpExt.MPFailTx",
     {.meaning = "Checksum failures reported to the peer with MP_FAIL.",
      .raised = "mptcp_established_options_mp_fail, after DataCsumErr.",
      .worry = "A middlebox changes the data of that path. The subflow ends, or the connection "
               "becomes plain TCP.",
      .next = "See DataCsumErr."},
     {.meaning = "チェックサムの失敗を MP_FAIL で相手に報告した数である。",
      .raised = "DataCsumErr の後、mptcp_established_options_mp_fail が数える。",
      .worry = "中間装置がその経路のデータを書き換えている。サブフローは終わるか、接続が通常の TCP "
               "になる。",
      .next = "DataCsumErr を見る。"}},
    {"MPTcpExt.MPFailRx",
     {.meaning = "Checksum failures that the peer reported with MP_FAIL.",
      .raised = "mptcp_incoming_options.",
      .worry = "A middlebox changes the data that this host sends on that path.",
      .next = "Compare with InfiniteMapTx; look for gateways that rewrite data."},
     {.meaning = "相手が MP_FAIL で報告したチェックサムの失敗の数である。",
      .raised = "mptcp_incoming_options が数える。",
      .worry = "このホストがその経路で送るデータを、中間装置が書き換えている。",
      .next = "InfiniteMapTx と比べ、データを書き換えるゲートウェイを探す。"}},
    {"MPTcpExt.MPFastcloseTx",
     {.meaning = "Connections that this host cut off as a whole with MP_FASTCLOSE, the MPTCP "
                 "counterpart of a reset. The option goes out on each subflow.",
      .raised = "mptcp_established_options, on resets.",
      .worry = "As TcpExt.TCPAbortOnClose and TCPAbortOnData: unread data at close, zero linger, "
               "or a dying process.",
      .next = "Compare with MPRstTx; find the process with bpfnetstat trace."},
     {.meaning = "このホストが MP_FASTCLOSE(MPTCP の RST "
                 "に相当)で接続全体を打ち切った数である。オプションはサブフローごとに送られる。",
      .raised = "RST の送信時に mptcp_established_options が数える。",
      .worry = "TcpExt.TCPAbortOnClose や TCPAbortOnData と同様で、クローズ時の未読データ、linger "
               "0、または異常終了するプロセスである。",
      .next = "MPRstTx と比べ、プロセスを bpfnetstat trace で探す。"}},
    {"MPTcpExt.MPFastcloseRx",
     {.meaning = "Connections cut off as a whole by the peer with MP_FASTCLOSE.",
      .raised = "mptcp_incoming_options, when the key in the option is right.",
      .worry = "Like resets received: normal from impatient clients, a fault of the peer's program "
               "otherwise.",
      .next = "Compare with Tcp.EstabResets and MPRstRx."},
     {.meaning = "相手が MP_FASTCLOSE で接続全体を打ち切った数である。",
      .raised = "オプション内の鍵が正しいとき、mptcp_incoming_options が数える。",
      .worry = "RST "
               "の受信と同様で、せっかちなクライアントなら普通、そうでなければ相手のプログラムの問"
               "題である。",
      .next = "Tcp.EstabResets、MPRstRx と比べる。"}},
    {"MPTcpExt.MPRstTx",
     {.meaning = "Resets of subflows sent with a reason (MP_RST).",
      .raised = "mptcp_established_options_rst.",
      .worry = "Each is a subflow lost, not the connection. Look at the counters of failed joins "
               "and fallbacks for the reason.",
      .next = "Compare with MPJoinNoTokenFound, MPJoinRejected, DataCsumErr and FallbackFailed; "
              "tcpdump -v prints the reason."},
     {.meaning = "理由(MP_RST)を付けてサブフローの RST を送った数である。",
      .raised = "mptcp_established_options_rst が数える。",
      .worry = "1 "
               "回ごとに失うのはサブフローであり、接続ではない。理由は、参加の失敗やフォールバック"
               "のカウンターに現れる。",
      .next = "MPJoinNoTokenFound、MPJoinRejected、DataCsumErr、FallbackFailed と比べる。tcpdump "
              "-v が理由を表示する。"}},
    {"MPTcpExt.MPRstRx",
     {.meaning = "Resets of subflows received with a reason (MP_RST).",
      .raised = "mptcp_incoming_options.",
      .worry = "The peer gave a subflow up. A steady rise means joins that it refuses, or a path "
               "that it finds broken.",
      .next = "Read the reason with tcpdump -v or ip mptcp monitor."},
     {.meaning = "理由(MP_RST)付きでサブフローの RST を受信した数である。",
      .raised = "mptcp_incoming_options が数える。",
      .worry = "相手がサブフローを放棄した。増え続けるなら、相手が参加を拒んでいるか、経路を不良と"
               "判断している。",
      .next = "理由を tcpdump -v または ip mptcp monitor で読む。"}},
    // Health of subflows, windows.
    {"MPTcpExt.SubflowStale",
     {.meaning = "Subflows taken out of use because nothing came back on them for several "
                 "retransmission periods while others work.",
      .raised = "mptcp_pm_nl_subflow_chk_stale (6.18: mptcp_pm_subflow_chk_stale, 7.3: "
                "mptcp_pm_chk_stale), after net.mptcp.stale_loss_cnt periods.",
      .worry = "MPTCP doing its work on a failing path. A high rate means flapping links.",
      .next = "Compare with SubflowRecover; find the path with ss -tiM and ip -s link."},
     {.meaning = "他が動作している間、数回の再送期間にわたり何も戻らないため、使用を止めたサブフロ"
                 "ーの数である。",
      .raised = "net.mptcp.stale_loss_cnt 回の後、mptcp_pm_nl_subflow_chk_stale(6.18 では "
                "mptcp_pm_subflow_chk_stale、7.3 では mptcp_pm_chk_stale)が数える。",
      .worry = "不調な経路に対して MPTCP が役目を果たしている。多ければ回線が不安定である。",
      .next = "SubflowRecover と比べ、経路を ss -tiM と ip -s link で探す。"}},
    {"MPTcpExt.SubflowRecover",
     {.meaning = "Stale subflows that came back to life and are used again.",
      .raised = "mptcp_subflow_set_active and mptcp_subflow_active.",
      .worry = "Good. If it keeps pace with a high SubflowStale, a link goes on and off.",
      .next = "Compare with SubflowStale."},
     {.meaning = "使用を止めた後、回復して再び使われるようになったサブフローの数である。",
      .raised = "mptcp_subflow_set_active と mptcp_subflow_active が数える。",
      .worry = "良いことである。多い SubflowStale と同じように増えるなら、回線が断続している。",
      .next = "SubflowStale と比べる。"}},
    {"MPTcpExt.SndWndShared",
     {.meaning = "How often a subflow sent by the larger send window of the whole connection, and "
                 "not by its own.",
      .raised = "mptcp_sendmsg_frag, in mptcp_check_allowed_size.",
      .worry = "Part of normal work: the window belongs to the connection.",
      .next = "Nothing to do; of interest only beside RcvWndConflict on the peer."},
     {.meaning = "サブフロー自身のものではなく、接続全体のより大きい送信ウィンドウに従って送った回"
                 "数である。",
      .raised = "mptcp_sendmsg_frag の中の mptcp_check_allowed_size が数える。",
      .worry = "通常の動作の一部である。ウィンドウは接続に属する。値が大きくても問題ではない。",
      .next = "対処は不要である。相手の RcvWndConflict と並べて見るときだけ意味がある。"}},
    {"MPTcpExt.RcvWndShared",
     {.meaning = "How often a subflow announced the receive window of the whole connection instead "
                 "of a smaller one of its own.",
      .raised = "mptcp_write_options, in mptcp_set_rwin.",
      .worry = "Part of normal work with several subflows; it grows with traffic.",
      .next = "Nothing to do; compare with RcvWndConflict."},
     {.meaning =
          "サブフロー自身のより小さいものではなく、接続全体の受信ウィンドウを広告した回数である。",
      .raised = "mptcp_write_options の中の mptcp_set_rwin が数える。",
      .worry = "サブフローが複数あるときの通常の動作で、通信量とともに増える。",
      .next = "対処は不要である。RcvWndConflict と比べる。"}},
    {"MPTcpExt.RcvWndConflictUpdate",
     {.meaning = "How often another subflow had meanwhile announced a larger window, which this "
                 "subflow then took over.",
      .raised = "mptcp_write_options, in mptcp_set_rwin.",
      .worry = "Benign: two CPUs sent at the same moment. A large value says only that subflows "
               "are busy on several CPUs.",
      .next = "Nothing to do; compare with RcvWndConflict."},
     {.meaning = "その間に別のサブフローがより大きいウィンドウを広告しており、それを引き継いだ回数"
                 "である。",
      .raised = "mptcp_write_options の中の mptcp_set_rwin が数える。",
      .worry = "害はない。2 つの CPU が同時に送っただけである。値が大きければ、サブフローが複数の "
               "CPU で忙しいことを示すだけである。",
      .next = "対処は不要である。RcvWndConflict と比べる。"}},
    {"MPTcpExt.RcvWndConflict",
     {.meaning = "How often two subflows updated the connection's receive window at the same "
                 "moment, so that one had to try again.",
      .raised = "mptcp_write_options, in mptcp_set_rwin.",
      .worry = "Benign; it costs a few instructions.",
      .next = "Nothing to do; very large values fit subflows that are spread over CPUs, see RPS "
              "and interrupt affinity."},
     {.meaning =
          "2 つのサブフローが接続の受信ウィンドウを同時に更新し、一方がやり直した回数である。",
      .raised = "mptcp_write_options の中の mptcp_set_rwin が数える。",
      .worry = "害はなく、わずかな命令を費やすだけである。",
      .next = "対処は不要である。非常に大きければ、サブフローが複数の CPU に分散している。RPS "
              "と割り込みの割り当てを見る。"}},
    {"MPTcpExt.MPCurrEstab",
     {.meaning = "MPTCP connections that are established now. It is a level, not a total: it goes "
                 "down again.",
      .raised = "mptcp_set_state, when a connection enters or leaves the states ESTABLISHED and "
                "CLOSE_WAIT. In 6.12 and later.",
      .worry = "Judge it as you judge Tcp.CurrEstab. Connections that never go away are leaks of "
               "the program.",
      .next = "List them with ss -aM."},
     {.meaning =
          "現在確立している MPTCP 接続の数である。累計ではなく現在値なので、減ることもある。",
      .raised = "接続が ESTABLISHED または CLOSE_WAIT に入るか出るとき、mptcp_set_state "
                "が増減させる。6.12 以降にある。",
      .worry =
          "Tcp.CurrEstab と同じように判断する。いつまでも消えない接続はプログラムのリークである。",
      .next = "ss -aM で一覧する。"}},
    // Falling back to TCP.
    {"MPTcpExt.Blackhole",
     {.meaning = "How often this host concluded that MPTCP SYNs are swallowed on the way while TCP "
                 "works, and stopped using MPTCP for a while.",
      .raised = "mptcp_active_disable, when a connection that gave MPTCP up in MPCapableSYNTXDrop "
                "then succeeded as TCP. In 6.12 and later.",
      .worry = "All new outgoing connections of the namespace are plain TCP for "
               "net.mptcp.blackhole_timeout seconds, longer with each repetition. A middlebox "
               "drops MPTCP.",
      .next = "Find the path with tcpdump on both ends; net.mptcp.blackhole_timeout=0 switches the "
              "detection off."},
     {.meaning = "TCP は通るのに MPTCP の SYN が途中で飲み込まれていると判断し、MPTCP "
                 "の使用をしばらく停止した回数である。",
      .raised = "MPCapableSYNTXDrop で MPTCP を諦めた接続がその後 TCP "
                "として成功したとき、mptcp_active_disable が数える。6.12 以降にある。",
      .worry =
          "その名前空間の新しい外向き接続は、net.mptcp.blackhole_timeout "
          "秒の間(繰り返すたびに長くなる)すべて通常の TCP になる。MPTCP を捨てる中間装置がある。",
      .next = "両端の tcpdump で経路を突き止める。net.mptcp.blackhole_timeout=0 "
              "で検出を無効にできる。"}},
    {"MPTcpExt.MPCapableDataFallback",
     {.meaning = "Connections that became plain TCP because the first packet after the handshake "
                 "had no MPTCP option.",
      .raised = "mptcp_incoming_options, in check_fully_established. In 6.12 and later.",
      .worry = "A middlebox lets MPTCP SYNs pass but strips the option from data. Multipath is "
               "lost, the connection goes on.",
      .next = "Capture on both ends with tcpdump -v; compare with MPCapableFallbackACK."},
     {.meaning = "ハンドシェイク後の最初のパケットに MPTCP オプションがなく、通常の TCP "
                 "になった接続の数である。",
      .raised = "mptcp_incoming_options の中の check_fully_established が数える。6.12 以降にある。",
      .worry = "中間装置が MPTCP の SYN "
               "は通すが、データからオプションを取り除いている。マルチパスは失うが接続は続く。",
      .next = "両端で tcpdump -v により採取し、MPCapableFallbackACK と比べる。"}},
    {"MPTcpExt.MD5SigFallback",
     {.meaning = "Outgoing connections that became plain TCP because TCP MD5 signatures are set on "
                 "the socket: both options do not fit together.",
      .raised = "mptcp_connect. In 6.12 and later.",
      .worry = "By design. Zero in most places.",
      .next = "Do not combine MPTCP with TCP_MD5SIG; run such programs (BGP) on plain TCP."},
     {.meaning = "ソケットに TCP MD5 署名が設定されているため、通常の TCP "
                 "になった外向き接続の数である。両オプションは併用できない。",
      .raised = "mptcp_connect が数える。6.12 以降にある。",
      .worry = "設計どおりである。たいていの環境では 0 である。",
      .next = "MPTCP と TCP_MD5SIG を併用しない。BGP などのプログラムは通常の TCP で動かす。"}},
    {"MPTcpExt.MD5SigReset",
     {.meaning =
          "Incoming MPTCP handshakes refused because TCP MD5 signatures are set on the listener.",
      .raised = "subflow_check_req; the peer gets a reset. In 7.3.",
      .worry = "Clients that ask for MPTCP cannot connect to that listener. Zero in most places.",
      .next = "Open that listener as plain TCP, or remove TCP_MD5SIG from it."},
     {.meaning = "リスナーに TCP MD5 署名が設定されているため拒んだ内向き MPTCP "
                 "ハンドシェイクの数である。",
      .raised = "subflow_check_req が数え、相手には RST を返す。7.3 にある。",
      .worry =
          "MPTCP を求めるクライアントはそのリスナーに接続できない。たいていの環境では 0 である。",
      .next = "そのリスナーを通常の TCP で開くか、TCP_MD5SIG を外す。"}},
    {"MPTcpExt.DssFallback",
     {.meaning = "Connections that became plain TCP because a mapping was missing or bad.",
      .raised =
          "mptcp_subflow_data_available, while there is only the first subflow. In 6.12 and later.",
      .worry = "A middlebox strips or spoils the options of data packets. Multipath is lost, the "
               "connection goes on.",
      .next =
          "Compare with DSSNotMatching, DSSNoMatchTCP and InfiniteMapRx; capture with tcpdump -v."},
     {.meaning = "マッピングがないか不正なため、通常の TCP になった接続の数である。",
      .raised =
          "最初のサブフローしかないとき、mptcp_subflow_data_available が数える。6.12 以降にある。",
      .worry = "中間装置がデータパケットのオプションを取り除くか壊している。マルチパスは失うが接続"
               "は続く。",
      .next = "DSSNotMatching、DSSNoMatchTCP、InfiniteMapRx と比べ、tcpdump -v で採取する。"}},
    {"MPTcpExt.DssReset",
     {.meaning = "Subflows reset because a mapping was missing or bad and a fallback was not "
                 "possible any more.",
      .raised = "mptcp_subflow_data_available. In 7.3.",
      .worry =
          "As DssFallback, but the subflow is lost, and the connection with it if it was the last.",
      .next = "See DssFallback; look for middleboxes on the path of that subflow."},
     {.meaning = "マッピングがないか不正で、もはやフォールバックもできないためリセットしたサブフロ"
                 "ーの数である。",
      .raised = "mptcp_subflow_data_available が数える。7.3 にある。",
      .worry = "DssFallback と同様だが、サブフローを失う。最後の 1 つなら接続も失う。",
      .next = "DssFallback を見る。そのサブフローの経路上の中間装置を探す。"}},
    {"MPTcpExt.SimultConnectFallback",
     {.meaning = "Connections that became plain TCP because both ends connected to each other at "
                 "the same time.",
      .raised =
          "mptcp_syn_options, when a simultaneous open answers with a SYN/ACK. In 6.12 and later.",
      .worry = "By design and rare. A rise means programs that connect to each other, or a socket "
               "connected to itself.",
      .next = "Look for connections whose both ports are fixed, with ss -tn."},
     {.meaning = "両端が同時に互いへ接続したため、通常の TCP になった接続の数である。",
      .raised = "同時オープンに SYN/ACK で応じるとき mptcp_syn_options が数える。6.12 以降にある。",
      .worry = "設計どおりで、まれである。増えるなら、互いに接続し合うプログラムか、自分自身に接続"
               "したソケットがある。",
      .next = "両側のポートが固定された接続を ss -tn で探す。"}},
    {"MPTcpExt.FallbackFailed",
     {.meaning = "Connections that should have become plain TCP but could not, because more "
                 "subflows existed already; the subflow was reset.",
      .raised = "subflow_finish_connect, mptcp_incoming_options and mptcp_sendmsg_frag. In 6.12 "
                "and later.",
      .worry = "Near zero in health: a middlebox that breaks one path in mid-connection.",
      .next = "Compare with MPRstTx; find the path with ss -tiM."},
     {.meaning = "通常の TCP "
                 "になるべきところ、すでに他のサブフローがあるためにできなかった接続の数である。サ"
                 "ブフローはリセットされた。",
      .raised = "subflow_finish_connect、mptcp_incoming_options、mptcp_sendmsg_frag が数える。6.12 "
                "以降にある。",
      .worry = "正常ならほぼ 0 である。接続の途中で 1 つの経路を壊す中間装置がある。",
      .next = "MPRstTx と比べ、経路を ss -tiM で探す。"}},
    // Windows and memory.
    {"MPTcpExt.WinProbe",
     {.meaning = "Zero window probes of MPTCP: the peer's receive window for the whole connection "
                 "is closed and everything sent is acknowledged.",
      .raised = "mptcp_sendmsg_frag. In 6.18 and later.",
      .worry = "The peer's program does not read; see TcpExt.TCPWinProbe.",
      .next = "Look at Send-Q in ss -tM, and at the program on the peer."},
     {.meaning = "MPTCP "
                 "のゼロウィンドウプローブの数である。接続全体に対する相手の受信ウィンドウが閉じ、"
                 "送ったものはすべて確認応答されている。",
      .raised = "mptcp_sendmsg_frag が数える。6.18 以降にある。",
      .worry = "相手のプログラムが読んでいない。TcpExt.TCPWinProbe を見る。",
      .next = "ss -tM の Send-Q と、相手のプログラムを見る。"}},
    {"MPTcpExt.BacklogDrop",
     {.meaning = "Data dropped because the connection's backlog of received data was full: it "
                 "fills while the program holds the socket or its receive buffer is full.",
      .raised = "__mptcp_move_skbs_from_subflow. In 7.3.",
      .worry = "The peer must send the data again at the level of MPTCP. It means slow readers or "
               "small receive buffers.",
      .next = "Look at Recv-Q and skmem in ss -tmM; see net.ipv4.tcp_rmem."},
     {.meaning = "受信データを溜める接続のバックログが満杯のため捨てたデータの数である。プログラム"
                 "がソケットをロックしている間や、受信バッファが満杯のときに溜まる。",
      .raised = "__mptcp_move_skbs_from_subflow が数える。7.3 にある。",
      .worry =
          "相手は MPTCP レベルで送り直すことになる。遅い読み手か小さい受信バッファが原因である。",
      .next = "ss -tmM の Recv-Q と skmem、net.ipv4.tcp_rmem を見る。"}},
    {"MPTcpExt.RcvPruned",
     {.meaning = "Data dropped because the connection's receive buffer had no room.",
      .raised = "__mptcp_move_skbs_from_subflow, in 7.3 __mptcp_move_skb. In 6.1, 6.12, 7.3 and "
                "early releases of 6.18; some kernels in between leave it out.",
      .worry = "Data is lost that the subflow had acknowledged, and MPTCP must send it again: slow "
               "and costly. A rise means slow readers, small buffers or memory pressure.",
      .next = "Compare with TcpExt.PruneCalled and TCPMemoryPressures; look at ss -tmM and "
              "net.ipv4.tcp_rmem."},
     {.meaning = "接続の受信バッファに空きがないため捨てたデータの数である。",
      .raised = "__mptcp_move_skbs_from_subflow、7.3 では __mptcp_move_skb "
                "が数える。6.1、6.12、7.3 と 6.18 の初期にあり、その間の一部のカーネルにはない。",
      .worry = "サブフローが確認応答したデータが失われ、MPTCP "
               "が送り直すため遅く高くつく。増えるなら、遅い読み手、小さいバッファ、またはメモリ圧"
               "迫である。",
      .next =
          "TcpExt.PruneCalled、TCPMemoryPressures と比べ、ss -tmM と net.ipv4.tcp_rmem を見る。"}},
    {"MPTcpExt.OFOPruned",
     {.meaning = "How often data was thrown out of the connection's out-of-order queue to make "
                 "room for data that comes before it.",
      .raised = "mptcp_try_rmem_schedule. In 7.3. One count is one clean-up, which may drop "
                "several segments.",
      .worry = "The dropped data must be sent again at the level of MPTCP. It means subflows of "
               "very unequal delay, or small receive buffers.",
      .next = "Compare with OFOQueue; raise the third value of net.ipv4.tcp_rmem, or make the slow "
              "path a backup."},
     {.meaning = "手前のデータの空きを作るため、接続の順序外キューからデータを捨てた回数である。",
      .raised = "mptcp_try_rmem_schedule が数える。7.3 にある。1 "
                "回の整理で複数のセグメントを捨てることもある。",
      .worry =
          "捨てたデータは MPTCP "
          "レベルで送り直される。遅延の大きく異なるサブフローか、小さい受信バッファが原因である。",
      .next = "OFOQueue と比べる。net.ipv4.tcp_rmem の第 3 "
              "値を増やすか、遅い経路をバックアップにする。"}},
};

}  // namespace

std::span<const Topic> mptcp_topics() {
  return kTopics;
}

}  // namespace bpfnetstat::explain
