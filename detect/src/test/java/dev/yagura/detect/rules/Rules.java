package dev.yagura.detect.rules;

import static org.assertj.core.api.Assertions.assertThat;

/** Makes rules of one condition over processes. */
final class Rules {
    private static final String HEAD =
            """
            lists:
              shells: [sh, dash]
              empty: []
            macros:
              is_shell: comm in (shells) and not kernelThread
              turning: turning or pid = 1
            rules:
            """;

    static final int CONDITION_LINE = 11;
    static final int CONDITION_COLUMN = 7;

    private Rules() {}

    static String rule(String condition, String id) {
        return """
          - id: %s
            title: t
            condition: |-
              %s
            view: processes
            output: "process %%pid (%%proc.name)"
        """
                .formatted(id, condition);
    }

    static RuleFile file(String condition) {
        return RuleFile.read("rules.yaml", HEAD + rule(condition, "test.rule"));
    }

    static Rule of(String condition) {
        RuleFile file = file(condition);
        assertThat(file.verdicts()).allMatch(Verdict::accepted, condition);
        return file.rules().getFirst();
    }
}
