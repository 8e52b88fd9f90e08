package dev.yagura.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that gives values to parameters of a detector in C. */
final class ModuleParameters {
    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = "value of a parameter of the detector; may be repeated")
    private Map<String, String> values = new LinkedHashMap<>();

    Map<String, String> values() {
        return Map.copyOf(values);
    }
}
