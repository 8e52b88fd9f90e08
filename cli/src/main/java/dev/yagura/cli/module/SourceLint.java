package dev.yagura.cli.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks in the syntax that clang prints ({@code -ast-dump}) for what CO-RE does not adapt: {@code
 * offsetof}, and {@code sizeof}, strides and pointer arithmetic of the kernel's types. The compiler
 * takes them all, and they are right on the kernel that the module was compiled for.
 */
final class SourceLint {
    private static final Pattern KERNEL_TYPE =
            Pattern.compile("^\\s*(?:struct|union) (\\w+) \\{|^\\} (\\w+);");

    /** A node: what it is, where, and the rest of its line. */
    private static final Pattern NODE =
            Pattern.compile(
                    "^[|`\\s-]*(\\w+) 0x[0-9a-f]+ (?:(?:prev|parent) 0x[0-9a-f]+ )*<(.*?)>(.*)$");

    private static final Pattern PLACE =
            Pattern.compile("(?:line:(\\d+)|col|([^\\s<>,:][^<>,:]*):(\\d+)):\\d+");

    /** The last type that is quoted is the canonical one, {@code 'pid_t':'int'}. */
    private static final Pattern TYPE = Pattern.compile("'([^']*)'");

    private final String source;
    private final Set<String> kernelTypes;
    private final List<String> problems = new ArrayList<>();
    private String file = "";
    private int line;

    /** What the node before was, if the type of this one decides about it. */
    private Pending pending = Pending.NOTHING;

    private int pendingLine;

    private enum Pending {
        NOTHING,
        SIZE,
        SIZE_OF_MEMBER,
        STRIDE
    }

    private SourceLint(String source, Set<String> kernelTypes) {
        this.source = source;
        this.kernelTypes = kernelTypes;
    }

    /**
     * Prepares.
     *
     * @param source the file whose nodes are looked at; those of headers are not
     * @param types the header with the kernel's types
     */
    static SourceLint of(Path source, Path types) throws IOException {
        Set<String> names = new HashSet<>();
        for (String text : Files.readAllLines(types)) {
            Matcher matcher = KERNEL_TYPE.matcher(text);
            if (matcher.find()) {
                names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
        }
        return new SourceLint(source.toString(), names);
    }

    /**
     * Reads what a compiler prints.
     *
     * @param command prints the syntax
     * @return what is refused, with its place
     * @throws BuildException if the compiler refuses the source
     */
    List<String> read(List<String> command) throws IOException {
        Tool.Result result = Tool.run(command, this::read);
        if (result.status() != 0) {
            throw new BuildException(result.errors().strip());
        }
        return problems;
    }

    private void read(String text) {
        // Most are of the kernel's header; a node in the source after others names it.
        if (!file.equals(source) && !text.contains(source)) {
            return;
        }
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return;
        }
        move(node.group(2));
        int at = line;
        String rest = node.group(3);
        if (!rest.contains("'")) {
            pending = Pending.NOTHING;
        } else {
            Matcher place = PLACE.matcher(rest.substring(0, rest.indexOf('\'')));
            if (place.find()) {
                move(place.group());
            }
        }
        if (file.equals(source)) {
            judge(node.group(1), rest, at);
        } else {
            pending = Pending.NOTHING;
        }
    }

    /** Follows the places, each of which says only what differs from the one before. */
    private void move(String places) {
        Matcher place = PLACE.matcher(places);
        while (place.find()) {
            if (place.group(1) != null) {
                line = Integer.parseInt(place.group(1));
            } else if (place.group(2) != null) {
                file = place.group(2);
                line = Integer.parseInt(place.group(3));
            }
        }
    }

    private void judge(String kind, String rest, int at) {
        Pending asked = pending;
        pending = Pending.NOTHING;
        switch (asked) {
            case SIZE -> {
                if (kind.equals("ParenExpr")) {
                    pending = Pending.SIZE;
                    return;
                }
                if (kind.equals("MemberExpr")) {
                    pending = Pending.SIZE_OF_MEMBER;
                    return;
                }
                if (isKernel(type(rest))) {
                    refuse(pendingLine, "sizeof of a type of the kernel; type_size() is adapted");
                }
            }
            case SIZE_OF_MEMBER -> {
                if (isKernel(type(rest)) || isPointer(type(rest))) {
                    refuse(
                            pendingLine,
                            "sizeof of a member of the kernel's; field_size() is adapted");
                }
            }
            case STRIDE -> {
                if (!kind.equals("DeclRefExpr")) {
                    refuse(
                            pendingLine,
                            "index into the kernel's structures; array_at() is adapted");
                }
            }
            case NOTHING -> {}
        }
        begin(kind, rest, at);
    }

    private void begin(String kind, String rest, int at) {
        pendingLine = at;
        switch (kind) {
            case "OffsetOfExpr" -> refuse(at, "offsetof; field_offset() is adapted");
            case "UnaryExprOrTypeTraitExpr" -> {
                int sizeof = rest.indexOf(" sizeof");
                if (sizeof >= 0 && rest.indexOf('\'', sizeof) < 0) {
                    pending = Pending.SIZE;
                } else if (sizeof >= 0 && isKernel(type(rest.substring(sizeof)))) {
                    refuse(at, "sizeof of a type of the kernel; type_size() is adapted");
                }
            }
            case "ArraySubscriptExpr" -> {
                if (isKernel(type(rest))) {
                    pending = Pending.STRIDE;
                }
            }
            case "BinaryOperator", "CompoundAssignOperator", "UnaryOperator" -> {
                boolean moves =
                        rest.matches(".*' (?:prefix |postfix )?'(?:\\+|-|\\+=|-=|\\+\\+|--)'.*");
                if (moves && isPointer(type(rest))) {
                    refuse(at, "arithmetic with a pointer to the kernel's; array_at() is adapted");
                }
            }
            default -> {}
        }
    }

    /** Whether a type is a structure or union of the kernel's, or an array of such. */
    private boolean isKernel(String type) {
        String bare = unqualified(type).replaceAll("\\[\\d*\\]", "").strip();
        String name = bare.substring(bare.indexOf(' ') + 1).replaceFirst("___.*", "");
        return bare.matches("(?:(?:struct|union) )?\\w+") && kernelTypes.contains(name);
    }

    /** Whether a type is a pointer to such. */
    private boolean isPointer(String type) {
        String bare = unqualified(type);
        return bare.endsWith("*") && isKernel(bare.substring(0, bare.length() - 1));
    }

    private static String unqualified(String type) {
        return type.replaceAll("\\b(?:const|volatile|restrict)\\b", "").strip();
    }

    /** Returns the first type in a text, without typedefs. */
    private static String type(String text) {
        Matcher matcher = TYPE.matcher(text);
        if (!matcher.find()) {
            return "";
        }
        String type = matcher.group(1);
        boolean renamed = text.startsWith(":'", matcher.end());
        return renamed && matcher.find() ? matcher.group(1) : type;
    }

    private void refuse(int at, String what) {
        problems.add("%s:%d: %s".formatted(source, at, what));
    }
}
