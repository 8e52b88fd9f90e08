package dev.yagura.detect.rules;

import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlSource;
import dev.yagura.kernel.table.Column;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A text with values of a row in it: {@code "shell %proc.name of %proc.pid"}. */
final class Template {
    private final List<Function<Row, String>> parts;

    private Template(List<Function<Row, String>> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template: {@code %name} stands for a value, {@code %%} for a percent sign.
     *
     * @throws YamlException if a name is no field of the view
     */
    static Template of(YamlSource source, YamlNode.Scalar scalar, GuestTable view)
            throws YamlException {
        String text = String.join(" ", scalar.value().lines().map(String::strip).toList());
        List<Function<Row, String>> parts = new ArrayList<>();
        int at = 0;
        for (int sign = text.indexOf('%'); sign >= 0; sign = text.indexOf('%', at)) {
            String before = text.substring(at, sign);
            parts.add(_ -> before);
            int end = sign + 1;
            if (end < text.length() && text.charAt(end) == '%') {
                parts.add(_ -> "%");
                at = end + 1;
                continue;
            }
            while (end < text.length() && isName(text.charAt(end))) {
                end++;
            }
            // A full stop behind a name ends the sentence, not the name.
            while (text.charAt(end - 1) == '.') {
                end--;
            }
            String name = text.substring(sign + 1, end);
            Optional<Column> column = FieldNames.column(view, name);
            if (column.isEmpty()) {
                throw source.refused(
                        scalar.start(),
                        "template: \"%%%s\" is no field of view %s".formatted(name, view.name()));
            }
            parts.add(row -> shown(row.text(column.get().name())));
            at = end;
        }
        String rest = text.substring(at);
        parts.add(_ -> rest);
        return new Template(parts);
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_';
    }

    private static String shown(String value) {
        if (value.isEmpty()) {
            return "-";
        }
        return value.length() > RuleLimits.SHOWN_CHARS
                ? value.substring(0, RuleLimits.SHOWN_CHARS) + "…"
                : value;
    }

    String fill(Row row) {
        StringBuilder filled = new StringBuilder();
        parts.forEach(part -> filled.append(part.apply(row)));
        return filled.toString();
    }
}
