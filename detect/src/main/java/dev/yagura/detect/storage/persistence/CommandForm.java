package dev.yagura.detect.storage.persistence;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How commands are written in a file: which part of a line is one. */
enum CommandForm {
    /** Every line is of a shell. */
    SHELL,
    /** Five times, or one word with an at sign, a user, a command. */
    CRONTAB,
    /** The same without the user. */
    USER_CRONTAB,
    /** Period, delay, name, command. */
    ANACRONTAB,
    /** Keys of units that name programs or environments. */
    UNIT,
    /** id, levels, action, command, between colons. */
    INITTAB,
    /** Keys of rules that name programs, values in quotes. */
    UDEV,
    /** The key Exec. */
    DESKTOP,
    /** Options that name programs. */
    SSH_CLIENT,
    /** Whatever stands in quotes. */
    QUOTED,
    /** Options of dpkg that name programs. */
    DPKG,
    /** install and remove, a module, a command. */
    MODPROBE,
    /** up, down, pre-up, post-down, a command. */
    INTERFACES,
    /** No part: the file itself counts. */
    RARE;

    private static final int TIMES = 5;

    /** Returns the word for it in data files. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the command in a line; nothing in a comment or a line of something else. */
    Optional<String> command(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
            return Optional.empty();
        }
        return switch (this) {
            case SHELL -> Optional.of(text);
            case CRONTAB -> Optional.of(cron(text, 1));
            case USER_CRONTAB -> Optional.of(cron(text, 0));
            case ANACRONTAB -> Optional.of(text.contains("=") ? text : after(text, 3));
            case INITTAB -> colons(text);
            case UNIT -> value(text, List.of("Exec", "Environment="));
            case DESKTOP -> value(text, List.of("Exec", "TryExec"));
            case SSH_CLIENT ->
                    option(
                            text,
                            List.of("proxycommand", "localcommand", "knownhostscommand", "match"));
            case MODPROBE -> option(text, List.of("install", "remove")).map(rest -> after(rest, 1));
            case INTERFACES ->
                    option(
                            text,
                            List.of("up", "down", "pre-up", "post-up", "pre-down", "post-down"));
            case DPKG -> value(text, List.of("pre-invoke", "post-invoke", "status-logger"));
            case QUOTED, UDEV -> quoted(text);
            case RARE -> Optional.empty();
        };
    }

    /** Returns what follows the times, or the whole of an assignment. */
    private static String cron(String text, int users) {
        if (text.startsWith("@")) {
            return after(text, 1 + users);
        }
        char first = text.charAt(0);
        boolean isTime = first == '*' || Character.isDigit(first) || first == '-';
        return isTime ? after(text, TIMES + users) : text;
    }

    /** Returns what follows some words, or nothing. */
    private static String after(String text, int words) {
        String[] parts = text.split("\\s+", words + 1);
        return parts.length > words ? parts[words] : "";
    }

    private static Optional<String> colons(String text) {
        String[] parts = text.split(":", 4);
        return parts.length == 4 ? Optional.of(parts[3]) : Optional.empty();
    }

    /** Returns what a key is set to if it begins in one of some ways. */
    private static Optional<String> value(String text, List<String> keys) {
        int equals = text.indexOf('=');
        if (equals < 0 || keys.stream().noneMatch(key -> (text + "=").startsWith(key))) {
            return Optional.empty();
        }
        // A unit's program may have marks before it: how failures and rights are treated.
        return Optional.of(text.substring(equals + 1).strip().replaceFirst("^[-@:+!|]+", ""));
    }

    private static Optional<String> option(String text, List<String> options) {
        String[] parts = text.split("[\\s=]+", 2);
        return parts.length == 2 && options.contains(parts[0].toLowerCase(Locale.ROOT))
                ? Optional.of(parts[1])
                : Optional.empty();
    }

    /** Returns all that is in double quotes, one command after the other. */
    private static Optional<String> quoted(String text) {
        StringBuilder all = new StringBuilder();
        String[] parts = text.split("\"", -1);
        for (int i = 1; i < parts.length; i += 2) {
            all.append(parts[i]).append("\n");
        }
        return Optional.of(all.toString().replace('\n', ';'));
    }
}
