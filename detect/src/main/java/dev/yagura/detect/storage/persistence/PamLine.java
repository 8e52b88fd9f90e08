package dev.yagura.detect.storage.persistence;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of {@code /etc/pam.d} as pam.conf(5) describes it.
 *
 * @param type {@code auth}, {@code account}, {@code password} or {@code session}
 * @param control what its outcome does, with brackets if it has them
 * @param module file name or path
 * @param arguments of the module
 */
record PamLine(String type, String control, String module, String arguments) {
    private static final List<String> TYPES = List.of("auth", "account", "password", "session");

    /**
     * Reads a line.
     *
     * @param hasService whether the name of a service stands first, as in {@code /etc/pam.conf}
     */
    static Optional<PamLine> of(String line, boolean hasService) {
        String text = line.split("#", 2)[0].strip();
        if (hasService) {
            text = after(text);
        }
        String type = word(text).replaceFirst("^-", "").toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            return Optional.empty();
        }
        String rest = after(text);
        int bracket = rest.startsWith("[") ? rest.indexOf(']') : -1;
        String control = bracket > 0 ? rest.substring(0, bracket + 1) : word(rest);
        String module = rest.substring(control.length()).strip();
        return module.isEmpty()
                ? Optional.empty()
                : Optional.of(new PamLine(type, control, word(module), after(module)));
    }

    private static String word(String text) {
        return text.split("\\s+", 2)[0];
    }

    private static String after(String text) {
        String[] parts = text.split("\\s+", 2);
        return parts.length == 2 ? parts[1].strip() : "";
    }

    /** Returns whether the line names no module but another file. */
    boolean isInclude() {
        return control.equals("include") || control.equals("substack");
    }

    /** Returns whether a success of the module ends the question. */
    boolean isEnough() {
        return control.equals("sufficient") || control.contains("success=done");
    }

    /** Returns the last name of the module's path. */
    String moduleName() {
        return module.substring(module.lastIndexOf('/') + 1);
    }
}
