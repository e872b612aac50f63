# Asks the completion of bash for the last word of some command lines.
. /dev/stdin <<EOF
$("$1" --completion bash)
EOF
complete_last() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  _arrowbridge
  echo "${COMPREPLY[*]}"
}
complete_last arrowbridge co | tr ' ' '\n' | sort | paste -s -d ' '
complete_last arrowbridge convert --f
complete_last arrowbridge convert -f fi
complete_last arrowbridge convert --format ndj
complete_last arrowbridge validate a.arrow --level m
complete_last arrowbridge tail a.arrow --nd
