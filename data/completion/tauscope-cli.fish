# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tauscope-cli for fish. The program itself says what fits; a line that begins with a tab stands for files.

function __tauscope_cli_complete
    set -l words (commandline --cut-at-cursor --current-process --tokenize)
    set -l begun (string unescape -- (commandline --cut-at-cursor --current-token))
    for line in ($words[1] --complete $words[2..] "$begun" 2>/dev/null)
        set -l fields (string split \t -- $line)
        if test -n "$fields[1]"
            echo $line
            continue
        end
        set -l before $fields[2]
        set -l rest (string sub --start (math (string length -- "$before") + 1) -- "$begun")
        for path in (__fish_complete_path "$rest" | string replace --regex '\t.*' '')
            set -l ending (string lower -- (string match --regex '\.[^./]*$' -- $path))
            if string match --quiet '*/' -- $path
                or test -z "$fields[3]"
                or contains -- "$ending" (string split ' ' -- $fields[3])
                echo $before$path
            end
        end
    end
end

complete --command tauscope-cli --no-files --arguments '(__tauscope_cli_complete)'
