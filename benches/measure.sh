# What the comparisons share: runs in turn, and tables of what they took. Sourced, not run; `tests/setup.sh`
# comes first, for `fail`.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
: >"$scratch/times"
: >"$scratch/peaks"

# Runs a command in the background until this script ends, and waits until it has printed a line that begins
# with the given word; what it printed is then in the file of that name: a name and a value a line.
beside() {
    local name=$1 word=$2 input tries
    shift 2
    mkfifo "$scratch/$name.in"
    # Its input ends with this script, and so does the command.
    "$@" <"$scratch/$name.in" >"$scratch/$name" &
    local command=$!
    exec {input}>"$scratch/$name.in"
    for ((tries = 0; tries < 1200; tries++)); do
        ! grep -q "^$word " "$scratch/$name" || return 0
        kill -0 "$command" 2>/dev/null || break
        sleep 0.1
    done
    fail "$1 did not start"
}

# The value that a command beside this script printed behind a word.
said() { sed -n "s/^$2  *//p" "$scratch/$1"; }

# Runs a command and notes: table, name, wall seconds, CPU seconds.
timed() {
    local table=$1 name=$2 spent
    shift 2
    local TIMEFORMAT='%3R %3U %3S'
    { spent=$( { time "$@" >/dev/null 2>"$scratch/errors"; } 2>&1 ); } || failed "$@"
    awk -v t="$table" -v n="$name" '{ print t, n, $1, $2 + $3 }' <<<"$spent" >>"$scratch/times"
}

# Runs a command and notes: table, name, the most memory it held, in kilobytes.
peak() {
    local table=$1 name=$2
    shift 2
    /usr/bin/time -q -f %M -o "$scratch/peak" "$@" >/dev/null 2>"$scratch/errors" || failed "$@"
    echo "$table $name $(cat "$scratch/peak")" >>"$scratch/peaks"
}

failed() { fail "$* failed:" "$(cat "$scratch/errors")"; }

# What the machine is.
machine() {
    echo "$(nproc) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n1), $(uname -sr)"
}

# Prints a table of ratios for the tables given. Reads rows: a figure (wall, cpu), the name of the run, the
# name of the run it is divided by, a label. A ratio is the median of those of the pairs, run by run.
ratios() {
    awk -v names="$*" '
        function median(values, count,   i, j, x) {
            for (i = 2; i <= count; i++)
                for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
                    x = values[j]; values[j] = values[j - 1]; values[j - 1] = x
                }
            return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
        }
        function ratio(table, a, b, figure,   i, values) {
            for (i = 1; i <= runs[table, a]; i++)
                values[i] = seen[table, a, i, figure] / (seen[table, b, i, figure] + 0.0005)
            return median(values, runs[table, a])
        }
        FNR == NR {
            run = ++runs[$1, $2]
            seen[$1, $2, run, "wall"] = $3
            seen[$1, $2, run, "cpu"] = $4
            next
        }
        FNR == 1 {
            count = split(names, tables, " ")
            head = "| ratio, median of " run " |"; line = "|---|"
            for (t = 1; t <= count; t++) { head = head " " tables[t] " |"; line = line "---|" }
            print head " geometric mean |"; print line "---|"
        }
        {
            figure = $1; a = $2; b = $3; product = 1
            sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "")
            row = "| " $0 " |"
            for (t = 1; t <= count; t++) {
                r = ratio(tables[t], a, b, figure); product *= r
                row = row sprintf(r < 0.1 ? " %.3f |" : " %.2f |", r)
            }
            mean = product ^ (1 / count)
            print row sprintf(mean < 0.1 ? " **%.3f** |" : " **%.2f** |", mean)
        }' "$scratch/times" -
}

# Prints a table of the runs themselves, the median of each in seconds. Reads rows: a name, a label.
seconds() {
    awk -v names="$*" '
        function median(table, name,   i, j, x, count, values) {
            count = runs[table, name]
            for (i = 1; i <= count; i++) values[i] = seen[table, name, i]
            for (i = 2; i <= count; i++)
                for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
                    x = values[j]; values[j] = values[j - 1]; values[j - 1] = x
                }
            return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
        }
        FNR == NR { seen[$1, $2, ++runs[$1, $2]] = $3; next }
        FNR == 1 {
            count = split(names, tables, " ")
            head = "| wall, seconds |"; line = "|---|"
            for (t = 1; t <= count; t++) { head = head " " tables[t] " |"; line = line "---|" }
            print head; print line
        }
        {
            name = $1; sub(/^[^ ]+ +/, ""); row = "| " $0 " |"
            for (t = 1; t <= count; t++) row = row sprintf(" %.2f |", median(tables[t], name))
            print row
        }' "$scratch/times" -
}

# Prints a table of peaks for the tables given. Reads rows: a name, a label.
peaks() {
    awk -v names="$*" '
        FNR == NR { peak[$1, $2] = $3; next }
        FNR == 1 {
            count = split(names, tables, " ")
            head = "| peak memory, MB |"; line = "|---|"
            for (t = 1; t <= count; t++) { head = head " " tables[t] " |"; line = line "---|" }
            print head; print line
        }
        {
            name = $1; sub(/^[^ ]+ +/, ""); row = "| " $0 " |"
            for (t = 1; t <= count; t++) row = row sprintf(" %.1f |", peak[tables[t], name] / 1024)
            print row
        }' "$scratch/peaks" -
}
