package dev.yagura.detect.rules;

import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlSource;

/**
 * A condition in its file. It is read where it stands, so that messages name the very place: line
 * breaks and indentation mean nothing in a condition.
 *
 * @param source the file
 * @param text what is read
 * @param base where {@code text} starts in the file
 * @param exact whether offsets in {@code text} are offsets in the file
 */
record ConditionText(YamlSource source, String text, int base, boolean exact) {

    static ConditionText of(YamlSource source, YamlNode.Scalar scalar) {
        String written = source.text().substring(scalar.start(), scalar.end());
        return switch (scalar.style()) {
            case PLAIN -> new ConditionText(source, written, scalar.start(), true);
            case BLOCK -> {
                int header = written.indexOf('\n') + 1; // behind |, >, |- and so on
                yield new ConditionText(
                        source, written.substring(header), scalar.start() + header, true);
            }
            case QUOTED -> {
                boolean exact = written.length() == scalar.value().length() + 2;
                yield new ConditionText(
                        source, scalar.value(), scalar.start() + (exact ? 1 : 0), exact);
            }
        };
    }

    /** Returns where in the file something stands. */
    int offset(int inText) {
        return exact ? base + inText : base;
    }

    /** Returns an exception about a place in the text. */
    YamlException refused(int inText, String problem) {
        return source.refused(offset(inText), problem);
    }
}
