# SPDX-License-Identifier: Apache-2.0
# fish completion for bpfnetstat(8)

# __bpfnetstat_is COMMAND...: whether the command line has one of these.
function __bpfnetstat_is
    set -l words (commandline -opc)
    set -q words[2]; and contains -- $words[2] $argv
end

function __bpfnetstat_namespaces
    echo all
    set -l names /run/netns/*
    set -q names[1]; and path basename $names
end

function __bpfnetstat_command -a name what
    complete -c bpfnetstat -n 'test (count (commandline -opc)) -eq 1' -a $name -d $what
end

# __bpfnetstat_option COMMANDS ...: what `complete` makes of the rest, for these commands.
function __bpfnetstat_option
    complete -c bpfnetstat -n "__bpfnetstat_is $argv[1]" $argv[2..]
end

complete -c bpfnetstat -f
complete -c bpfnetstat -n 'test (count (commandline -opc)) -eq 1' -l help -d usage
complete -c bpfnetstat -n 'test (count (commandline -opc)) -eq 1' -l version -d 'which one this is'

__bpfnetstat_command drops 'live report: which listener dropped a connection, whose, and why'
__bpfnetstat_command trace 'TCP state transitions as they happen'
__bpfnetstat_command listeners 'every listener: accept queue, drops, connections, owner'
__bpfnetstat_command netstat 'the views of netstat, same flags, same bytes'
__bpfnetstat_command port 'everything about one port'
__bpfnetstat_command history 'what the daemon recorded: drops and queues, by time'
__bpfnetstat_command explain 'what a state, column, flag, counter or drop cause means'
__bpfnetstat_command verify "compare the daemon's table and ledger with the kernel's own figures"
__bpfnetstat_command daemon 'keep the live table, the ledger and the history; serve the others'
__bpfnetstat_command doctor 'what this kernel and these privileges allow, and what to do'

# Of several commands.
__bpfnetstat_option 'drops trace listeners' -s L -x -d 'only these local ports'
__bpfnetstat_option 'drops trace' -s D -x -d 'only these remote ports'
__bpfnetstat_option 'drops trace' -s P -x -d 'only these remote ports'
__bpfnetstat_option 'drops trace listeners' -s p -x -a '(__fish_complete_pids)' -d 'only sockets that this process holds'
__bpfnetstat_option 'drops trace listeners port' -s 4 -d 'only IPv4, v4-mapped included'
__bpfnetstat_option 'drops trace listeners port' -s 6 -d 'only IPv6'
__bpfnetstat_option 'drops trace listeners port history netstat' -l netns -x -a '(__bpfnetstat_namespaces)' -d 'only this network namespace'
__bpfnetstat_option 'drops trace listeners' -l cgroup -x -a '(__fish_complete_directories)' -d 'only sockets of this cgroup and those below it'
__bpfnetstat_option 'drops trace port' -l duration -x -d 'end after so many seconds'
__bpfnetstat_option 'drops trace port listeners' -l count -x -d 'end after so many'
__bpfnetstat_option 'drops trace listeners port history explain verify doctor netstat' -l json -d 'one JSON object a line (NDJSON) on stdout'
__bpfnetstat_option 'drops trace' -l check -d 'exit 4 when anything was lost or does not agree'
__bpfnetstat_option 'drops trace port' -s v -d 'say on stderr what is being done'
__bpfnetstat_option 'drops trace listeners port history explain verify doctor daemon netstat' -s h -l help -d usage
__bpfnetstat_option 'drops trace listeners port history verify netstat' -l socket -r -F -d 'where the daemon is asked, or none'
__bpfnetstat_option 'drops trace listeners port doctor daemon' -l probe -x -a 'auto fentry kprobe tracepoint' -d 'mechanism of the hooks'
__bpfnetstat_option 'drops trace daemon' -l ring-kib -x -d 'size of the event buffer: a power of two, in KiB'

# Of one.
__bpfnetstat_option drops -l interval -x -d 'sum up every so many seconds as well'

__bpfnetstat_option listeners -l sort -x -a 'drops queue peak limit established address port process netns' -d 'order of the rows'
__bpfnetstat_option listeners -l watch -d 'again every so many seconds (2)'
__bpfnetstat_option listeners -s v -d 'what the processes that hold a listener are doing, as well'

__bpfnetstat_option port -l follow -d 'go on with drops and transitions as they happen'

__bpfnetstat_option history -l since -x -d 'from then on: 90s, 15m, 1h, 7d or RFC 3339'
__bpfnetstat_option history -l until -x -d 'up to then: 90s, 15m, 1h, 7d or RFC 3339'
__bpfnetstat_option history -l listener -x -d 'only this one, as it is bound'
__bpfnetstat_option history -l by -x -a 'listener client cause minute' -d 'a row for each'
__bpfnetstat_option history -l events -d 'each start, stop, loss and gap of the daemon as well'
__bpfnetstat_option history -l database -r -F -d 'another than that of the daemon'

__bpfnetstat_option explain -s s -d 'every counter of this network namespace that is not 0'
__bpfnetstat_option explain -l lang -x -a 'en ja' -d language

__bpfnetstat_option doctor -s v -d 'what "explain" has on each fact as well'

__bpfnetstat_option daemon -l socket -r -F -d 'where the other commands ask'
__bpfnetstat_option daemon -l group -x -a '(__fish_complete_groups)' -d 'whose members may ask, beside root'
__bpfnetstat_option daemon -l metrics -x -d 'where Prometheus may ask, or none'
__bpfnetstat_option daemon -l metrics-listeners -x -d 'listeners with labels of their own (200)'
__bpfnetstat_option daemon -l history -r -F -d 'the database, or none'
__bpfnetstat_option daemon -l history-size -x -d 'its size at most, in MB (200)'
__bpfnetstat_option daemon -l history-age -x -d 'how many days it remembers (30)'
__bpfnetstat_option daemon -l connections -x -d 'connections that the live table holds at most (1000000)'
__bpfnetstat_option daemon -l queues -x -a 'on off' -d 'follow accept queues'
__bpfnetstat_option daemon -s v -l verbose -d 'say on stderr what is being done'
__bpfnetstat_option daemon -l config -r -F -d 'read this file'

__bpfnetstat_option netstat -s r -l route -d 'routing tables'
__bpfnetstat_option netstat -s i -l interfaces -d 'network interfaces'
__bpfnetstat_option netstat -s g -l groups -d 'multicast groups that were joined'
__bpfnetstat_option netstat -s s -l statistics -d 'what each protocol has counted'
__bpfnetstat_option netstat -s M -l masquerade -d 'masqueraded connections'
__bpfnetstat_option netstat -s L -d 'queues and drops of each listening socket'
__bpfnetstat_option netstat -s t -l tcp -d TCP
__bpfnetstat_option netstat -s u -l udp -d UDP
__bpfnetstat_option netstat -s U -l udplite -d UDP-Lite
__bpfnetstat_option netstat -s S -l sctp -d SCTP
__bpfnetstat_option netstat -s w -l raw -d 'raw sockets'
__bpfnetstat_option netstat -s x -l unix -d 'unix sockets'
__bpfnetstat_option netstat -s 4 -l inet -d IPv4
__bpfnetstat_option netstat -s 6 -l inet6 -d IPv6
__bpfnetstat_option netstat -s A -l protocol -x -a 'inet inet6 unix' -d families
__bpfnetstat_option netstat -s l -l listening -d 'sockets that wait for a peer'
__bpfnetstat_option netstat -s a -l all -d 'with a peer and without'
__bpfnetstat_option netstat -s n -l numeric -d 'no names of hosts, ports and users'
__bpfnetstat_option netstat -l numeric-hosts -d 'no names of hosts'
__bpfnetstat_option netstat -l numeric-ports -d 'no names of ports'
__bpfnetstat_option netstat -l numeric-users -d 'no names of users'
__bpfnetstat_option netstat -s N -l symbolic -d 'names of hardware'
__bpfnetstat_option netstat -s e -l extend -d 'more columns'
__bpfnetstat_option netstat -s p -l programs -d 'which process holds a socket'
__bpfnetstat_option netstat -s o -l timers -d 'timers of TCP'
__bpfnetstat_option netstat -s W -l wide -d 'addresses in full length'
__bpfnetstat_option netstat -s c -l continuous -d 'again each second'
__bpfnetstat_option netstat -s F -l fib -d 'routes from the forwarding table'
__bpfnetstat_option netstat -s C -l cache -d 'routes from the cache'
__bpfnetstat_option netstat -s Z -l context -d 'security contexts of SELinux'
__bpfnetstat_option netstat -s v -l verbose -d 'tell what is missing'
__bpfnetstat_option netstat -s V -l version -d 'which one this is'
