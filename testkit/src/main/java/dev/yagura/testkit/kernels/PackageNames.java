package dev.yagura.testkit.kernels;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Order of package names that differ in the numbers within. */
final class PackageNames {
    /**
     * Compares runs of digits as numbers, all else as text: {@code 5.10.0-9} before {@code -10}.
     */
    static final Comparator<String> NATURAL = PackageNames::compare;

    private static final Pattern RUN = Pattern.compile("\\d+|\\D+");

    private PackageNames() {}

    private static int compare(String left, String right) {
        List<String> lefts = runs(left);
        List<String> rights = runs(right);
        for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
            int order = compareRuns(lefts.get(i), rights.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.size(), rights.size());
    }

    private static int compareRuns(String left, String right) {
        return Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0))
                ? new BigInteger(left).compareTo(new BigInteger(right))
                : left.compareTo(right);
    }

    private static List<String> runs(String text) {
        List<String> runs = new ArrayList<>();
        Matcher matcher = RUN.matcher(text);
        while (matcher.find()) {
            runs.add(matcher.group());
        }
        return runs;
    }
}
