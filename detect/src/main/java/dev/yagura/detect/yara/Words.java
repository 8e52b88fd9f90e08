package dev.yagura.detect.yara;

import java.util.Set;

/** The words of the language. */
final class Words {
    /** Words that no rule, string or variable may have as its name. */
    static final Set<String> RESERVED =
            Set.of(
                    "all",
                    "and",
                    "any",
                    "ascii",
                    "at",
                    "base64",
                    "base64wide",
                    "condition",
                    "contains",
                    "defined",
                    "endswith",
                    "entrypoint",
                    "false",
                    "filesize",
                    "for",
                    "fullword",
                    "global",
                    "icontains",
                    "iendswith",
                    "iequals",
                    "import",
                    "in",
                    "include",
                    "istartswith",
                    "matches",
                    "meta",
                    "nocase",
                    "none",
                    "not",
                    "of",
                    "or",
                    "private",
                    "rule",
                    "startswith",
                    "strings",
                    "them",
                    "true",
                    "wide",
                    "xor",
                    "int8",
                    "int16",
                    "int32",
                    "int8be",
                    "int16be",
                    "int32be",
                    "uint8",
                    "uint16",
                    "uint32",
                    "uint8be",
                    "uint16be",
                    "uint32be");

    private Words() {}

    /** Returns whether a name may start with a character. */
    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /** Returns whether a name may go on with a character. */
    static boolean isPart(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }
}
