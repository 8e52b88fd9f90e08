package dev.yagura.detect.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.Detector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Lists rules as detectors. */
public final class RuleDetectors {
    private static final String BUILT_IN = "built-in.yaml";

    private RuleDetectors() {}

    /** Returns a detector for each of these rules that is enabled. */
    public static List<Detector> of(List<Rule> rules) {
        ViewRows views = new ViewRows();
        return rules.stream()
                .filter(Rule::enabled)
                .<Detector>map(rule -> new RuleDetector(rule, views))
                .toList();
    }

    /** Returns the rules that come with the program: what is known by its name or its port. */
    public static List<Rule> builtIn() {
        return BuiltIn.RULES;
    }

    /** Read when first asked for. */
    private static final class BuiltIn {
        static final List<Rule> RULES = read();

        private static List<Rule> read() {
            try (InputStream in = RuleDetectors.class.getResourceAsStream(BUILT_IN)) {
                if (in == null) {
                    throw new IllegalStateException("resource " + BUILT_IN + " is missing");
                }
                String text = new String(in.readAllBytes(), UTF_8);
                return RuleFile.all(List.of(RuleFile.read(BUILT_IN, text)), List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
