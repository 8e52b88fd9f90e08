package dev.yagura.bpf.header;

import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What types and constants are called in C: each by its own name, and where several have one, all
 * but the first with a flavor, {@code ___2}, which CO-RE passes over.
 */
final class Names {
    private static final Set<String> NUMBERS =
            Set.of(
                    "char",
                    "signed char",
                    "unsigned char",
                    "short int",
                    "short unsigned int",
                    "short",
                    "unsigned short",
                    "int",
                    "unsigned int",
                    "long int",
                    "long unsigned int",
                    "long",
                    "unsigned long",
                    "long long int",
                    "long long unsigned int",
                    "long long",
                    "unsigned long long",
                    "__int128",
                    "__int128 unsigned",
                    "unsigned __int128",
                    "_Bool",
                    "float",
                    "double",
                    "long double");

    private static final Set<String> KEYWORDS =
            Set.of(
                    "asm",
                    "auto",
                    "break",
                    "case",
                    "char",
                    "const",
                    "continue",
                    "default",
                    "do",
                    "double",
                    "else",
                    "enum",
                    "extern",
                    "float",
                    "for",
                    "goto",
                    "if",
                    "inline",
                    "int",
                    "long",
                    "register",
                    "restrict",
                    "return",
                    "short",
                    "signed",
                    "sizeof",
                    "static",
                    "struct",
                    "switch",
                    "typedef",
                    "typeof",
                    "union",
                    "unsigned",
                    "void",
                    "volatile",
                    "while");

    private static final int LARGE = 16;

    private final BtfGraph types;
    private final String[] names;
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> ordinary = new HashMap<>();

    Names(BtfGraph types) {
        this.types = types;
        this.names = new String[types.count() + 1];
        for (int id = 1; id <= types.count(); id++) {
            names[id] = chosen(id);
        }
    }

    private String chosen(int id) {
        String name = types.name(id);
        return switch (types.kind(id)) {
            case BtfKind.STRUCT, BtfKind.UNION ->
                    name.isEmpty() ? "" : unique(identifier(name), tags);
            // A forward declaration is of the type that has its name, wherever that is.
            case BtfKind.FWD -> identifier(name);
            case BtfKind.ENUM, BtfKind.ENUM64 ->
                    name.isEmpty() ? "constants_of_type_" + id : unique(identifier(name), tags);
            case BtfKind.TYPEDEF -> unique(typedef(name), ordinary);
            case BtfKind.INT, BtfKind.FLOAT ->
                    isBuiltIn(id) ? name : unique("number_" + identifier(name), ordinary);
            default -> "";
        };
    }

    /** Returns what a type is called, without {@code struct} before it. */
    String of(int id) {
        return names[id];
    }

    /** Returns whether the compiler knows a number by its name. */
    boolean isBuiltIn(int id) {
        return NUMBERS.contains(types.name(id));
    }

    /** The compiler has a list of arguments of its own, which for BPF is another than x86's. */
    private static String typedef(String name) {
        return name.equals("__builtin_va_list") ? "__kernel_va_list" : identifier(name);
    }

    /** Returns a name for a constant that no other has. */
    String constant(String name) {
        return unique(identifier(name), ordinary);
    }

    private static String unique(String name, Map<String, Integer> taken) {
        int count = taken.merge(name, 1, Integer::sum);
        return count == 1 ? name : unique(name + "___" + count, taken);
    }

    /** Returns a name as an identifier of C; one that is none has other characters replaced. */
    static String identifier(String name) {
        StringBuilder identifier = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            boolean digit = c >= '0' && c <= '9';
            identifier.append(letter || (digit && i > 0) ? c : '_');
        }
        return KEYWORDS.contains(name) ? name + "_" : identifier.toString();
    }

    /** Returns the standard type of the size of a number, which C does not know by its name. */
    static String number(BtfGraph types, int id) {
        int bytes = (int) types.recordedSize(id);
        if (types.kind(id) == BtfKind.FLOAT) {
            return bytes == Float.BYTES ? "float" : bytes == LARGE ? "long double" : "double";
        }
        String sign = types.isSigned(id) ? "signed " : "unsigned ";
        return sign
                + switch (bytes) {
                    case 1 -> "char";
                    case 2 -> "short";
                    case 4 -> "int";
                    case LARGE -> "__int128";
                    default -> "long";
                };
    }
}
