# SPDX-License-Identifier: Apache-2.0
#
# Read by tests that kill the command at its calls of the system.  strace has
# to be there, and allowed to trace.

# A leak checker cannot look at what is traced.
ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
export ASAN_OPTIONS

can_trace() {
    strace -o trace true 2>/dev/null
}

# What is tried: each call where MOHUR_FULL asks for it, else some of those
# that change something.
changing='^(write|pwrite64|fsync|copy_file_range|fchmod|mkdir|mkdirat|openat2|utimensat|linkat|rename|renameat2|unlink|unlinkat|rmdir) '

# calls_from PATTERN: of the log, from the first line with the pattern on,
# each call with its number among those of its name.
calls_from() {
    awk -v from="$1" '
        $0 ~ from { on = 1 }
        match($0, /^[0-9]* *[a-z0-9_]+\(/) {
            call = substr($0, 1, RLENGTH - 1)
            sub(/^[0-9]* */, "", call)
            nth[call]++
            if (on && call != "exit_group") {
                print call, nth[call]
            }
        }' trace
}

# some N: N of the lines at most, the last ones among them.
some() {
    awk -v n="$1" '{ line[NR] = $0 }
        END {
            step = NR > n ? int((NR + n - 1) / n) : 1
            for (i = (NR - 1) % step + 1; i <= NR; i += step) print line[i]
        }'
}

# killed_at_calls RUN PATTERN CHECK: RUN, which is given options of strace and
# has to be the same each time, is killed at each of its calls from the first
# with the PATTERN on, and CHECK holds after each.  Says how many there were.
killed_at_calls() {
    "$1" -e trace=all || return 1
    if [ -n "${MOHUR_FULL:-}" ]; then
        calls_from "$2" >calls
    else
        calls_from "$2" | grep -E "$changing" | some "${QUICK_CALLS:-10}" >calls
    fi
    _killed=0
    _broken=0
    while read -r _call _nth; do
        "$1" -e trace="$_call" \
            -e inject="$_call":signal=KILL:when="$_nth" >/dev/null 2>&1
        [ $? != 137 ] || _killed=$((_killed + 1))
        "$3" >check.log 2>&1 || {
            _broken=$((_broken + 1))
            echo "killed at $_call $_nth:"
            cat check.log
        }
    done <calls
    echo "killed at $_killed of $(wc -l <calls) calls"
    [ $_killed -gt 0 ] && [ $_broken = 0 ]
}
