#!/usr/bin/env bash
# mutants.sh PART TESTS...: change hubmail_gui/PART.py in small ways and run TESTS against each change.
# It works in a copy under build/, one part after the other: a test that starts the program as a
# process would run it unchanged, so only those that call it count, and TESTS must be such.
set -euo pipefail
part=$1
tests=${*:2}
top=$(git rev-parse --show-toplevel)
bin=$top/.venv/bin
copy=$top/build/mutants/${part//\//.}
rm -rf "$copy"
mkdir -p "$copy"
cd "$top"
git ls-files -z | tar --null -T - -cf - | tar xf - -C "$copy"
cp -r resources "$copy"
cd "$copy"
"$bin/python" - "$part" "$tests" <<'EOF'
import pathlib, re, sys
part, tests = sys.argv[1:]
file = pathlib.Path("pyproject.toml")
text = file.read_text(encoding="utf-8")
for key, value in (("only_mutate", f"hubmail_gui/{part}.py"), ("pytest_add_cli_args_test_selection", tests)):
    listed = ", ".join(f'"{one}"' for one in value.split())
    text = re.sub(rf"^{key} = \[.*?\]$", f"{key} = [{listed}]", text, flags=re.M | re.S)
file.write_text(text, encoding="utf-8")
EOF
nice "$bin/mutmut" run --max-children 1 "hubmail_gui.${part//\//.}*" >mutmut.log 2>&1 || { tail -5 mutmut.log; exit 1; }
"$bin/mutmut" results
"$bin/mutmut" results --all true | awk -F': ' 'NF > 1 {count[$2]++; all++} END {for (one in count) printf "%s %d of %d\n", one, count[one], all}'
