package dev.yagura.detect.yara;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Variables that say where the data come from, as public rules expect them of a scanner. */
final class Externals {
    private static final Map<String, Function<YaraInput, String>> ALL =
            Map.of(
                    "filename", YaraInput::filename,
                    "filepath", YaraInput::filepath,
                    "extension", YaraInput::extension,
                    // What a scanner would have to look up elsewhere is empty, as in other
                    // scanners.
                    "filetype", _ -> "",
                    "owner", _ -> "");

    private Externals() {}

    /** Returns a variable, if there is one of this name. */
    static Optional<TextTerm> of(String name) {
        return Optional.ofNullable(ALL.get(name))
                .map(variable -> evaluation -> Bytes.ofText(variable.apply(evaluation.input())));
    }

    /** Returns the names. */
    static List<String> names() {
        return ALL.keySet().stream().sorted().toList();
    }
}
