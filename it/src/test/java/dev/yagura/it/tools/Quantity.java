package dev.yagura.it.tools;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as tools print them: plain, of some unit, and times of day, of CPU and of days. */
final class Quantity {
    private static final Pattern DAYS = Pattern.compile("(\\d+)(?:-| days?,? ?)(.*)");
    private static final Pattern MINUTES = Pattern.compile("(\\d+) min");

    /** Hours and minutes, of {@code up} and, with a letter behind, of {@code w}. */
    private static final Pattern HOURS = Pattern.compile("(\\d+):(\\d\\d)m?");

    private static final Pattern UNIT = Pattern.compile("([\\d.]+)([smkg%]?)");
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;
    private static final int KIBI = 1024;

    private Quantity() {}

    /** Reads parts of 60 of each other, such as {@code 1-02:03:04} and {@code 0:02.35}. */
    static double of(String text) {
        Matcher days = DAYS.matcher(text);
        if (days.matches()) {
            String rest = days.group(2);
            return Long.parseLong(days.group(1)) * DAY + (rest.isEmpty() ? 0 : of(rest));
        }
        double value = 0;
        for (String part : text.split(":", -1)) {
            value = value * MINUTE + ofUnit(part);
        }
        return value;
    }

    /** Reads for how long a system is up, in seconds: {@code 3 min}, {@code 1:05}. */
    static double ofAge(String text) {
        Matcher days = DAYS.matcher(text);
        if (days.matches()) {
            return Long.parseLong(days.group(1)) * DAY + ofAge(days.group(2).strip());
        }
        Matcher minutes = MINUTES.matcher(text);
        if (minutes.matches()) {
            return Long.parseLong(minutes.group(1)) * MINUTE;
        }
        Matcher hours = HOURS.matcher(text);
        if (hours.matches()) {
            return Long.parseLong(hours.group(1)) * HOUR + Long.parseLong(hours.group(2)) * MINUTE;
        }
        return of(text);
    }

    /** Reads for how long somebody did nothing, in seconds: {@code 2.00s}, {@code 1:05m}. */
    static double ofIdle(String text) {
        return text.endsWith("m") || text.contains("day") ? ofAge(text) : of(text);
    }

    private static double ofUnit(String text) {
        Matcher matcher = UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("text = \"%s\": is no quantity".formatted(text));
        }
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k" -> number * KIBI;
            case "m" -> number * KIBI * KIBI;
            case "g" -> number * KIBI * KIBI * KIBI;
            default -> number;
        };
    }
}
