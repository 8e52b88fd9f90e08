package dev.yagura.bpf.header;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/** Writes all types of a BTF as declarations in C, each after those that it needs. */
public final class HeaderWriter {
    private static final String HEAD =
            """
            #ifndef __VMLINUX_H__
            #define __VMLINUX_H__

            /* Types of the kernel, written by "yagura module headers" out of its BTF. */

            #pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

            """;

    private static final String FOOT =
            """

            #pragma clang attribute pop

            #endif
            """;

    private final BtfGraph types;
    private final Names names;
    private final Declarators declarators;
    private final StringBuilder out = new StringBuilder(HEAD);
    private final boolean[] declared;
    private final boolean[] defined;
    private final boolean[] open;

    private HeaderWriter(BtfGraph types) {
        this.types = types;
        this.names = new Names(types);
        this.declarators = new Declarators(types, names);
        this.declared = new boolean[types.count() + 1];
        this.defined = new boolean[types.count() + 1];
        this.open = new boolean[types.count() + 1];
    }

    /**
     * Writes a header.
     *
     * @param types the kernel's
     * @return the text, for clang 19 or newer
     * @throws MalformedStructureException if a type contains itself, or nests deeper than C does
     */
    public static String write(BtfGraph types) throws MalformedStructureException {
        HeaderWriter writer = new HeaderWriter(types);
        for (int id = 1; id <= types.count(); id++) {
            if (writer.isOfItsOwn(id)) {
                writer.require(id, true, 0);
            }
        }
        return writer.out.append(FOOT).toString();
    }

    /** Whether a type is declared even if nothing else needs it. */
    private boolean isOfItsOwn(int id) {
        return switch (types.kind(id)) {
            case BtfKind.STRUCT, BtfKind.UNION, BtfKind.FWD, BtfKind.TYPEDEF ->
                    !types.name(id).isEmpty();
            case BtfKind.ENUM, BtfKind.ENUM64 -> true;
            default -> false;
        };
    }

    /**
     * Declares what a use of a type needs to have been declared.
     *
     * @param whole whether its size matters to the use; behind a pointer it does not
     */
    private void require(int id, boolean whole, int depth) throws MalformedStructureException {
        Declarators.requireDepth(id, depth);
        switch (types.kind(id)) {
            case BtfKind.PTR -> require(types.target(id), false, depth + 1);
            case BtfKind.CONST, BtfKind.VOLATILE, BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
                    require(types.target(id), whole, depth + 1);
            case BtfKind.ARRAY -> require(types.element(id), true, depth + 1);
            case BtfKind.FUNC_PROTO -> requireSignature(id, depth);
            case BtfKind.TYPEDEF -> requireTypedef(id, whole, depth);
            case BtfKind.STRUCT, BtfKind.UNION -> requireComposite(id, whole, depth);
            case BtfKind.ENUM, BtfKind.ENUM64 -> define(id);
            case BtfKind.FWD -> declare(id, types.flag(id) ? "union " : "struct ");
            case BtfKind.INT, BtfKind.FLOAT -> requireNumber(id);
            default -> {
                // void, functions and variables: nothing to declare.
            }
        }
    }

    private void requireSignature(int id, int depth) throws MalformedStructureException {
        if (declared[id]) {
            return;
        }
        declared[id] = true;
        require(types.target(id), false, depth + 1);
        for (int i = 0; i < types.parts(id); i++) {
            require(types.partType(id, i), false, depth + 1);
        }
    }

    /** Declares the name first: the structure behind it may use it. */
    private void requireTypedef(int id, boolean whole, int depth)
            throws MalformedStructureException {
        int target = types.target(id);
        if (!declared[id]) {
            enter(id);
            require(target, false, depth + 1);
            open[id] = false;
            declared[id] = true;
            out.append("typedef ").append(declarators.of(target, names.of(id))).append(";\n\n");
        }
        if (whole && !defined[id]) {
            defined[id] = true;
            require(target, true, depth + 1);
        }
    }

    private void requireComposite(int id, boolean whole, int depth)
            throws MalformedStructureException {
        boolean named = !types.name(id).isEmpty();
        if (named && !whole) {
            declare(id, Declarators.keyword(types, id));
            return;
        }
        if (defined[id]) {
            return;
        }
        enter(id);
        for (int i = 0; i < types.parts(id); i++) {
            require(types.partType(id, i), true, depth + 1);
        }
        open[id] = false;
        defined[id] = true;
        if (named) {
            declared[id] = true;
            out.append(declarators.definition(id, 0)).append(";\n\n");
        }
    }

    private void enter(int id) throws MalformedStructureException {
        if (open[id]) {
            throw Declarators.malformed(id, "contains itself");
        }
        open[id] = true;
    }

    private void declare(int id, String keyword) {
        if (!declared[id]) {
            declared[id] = true;
            out.append(keyword).append(names.of(id)).append(";\n\n");
        }
    }

    private void define(int id) {
        if (!defined[id]) {
            defined[id] = true;
            out.append(declarators.enumeration(id)).append(";\n\n");
        }
    }

    /** A number that C does not know by its name, such as those of other languages. */
    private void requireNumber(int id) {
        if (!declared[id] && !names.isBuiltIn(id)) {
            declared[id] = true;
            out.append("typedef ")
                    .append(Names.number(types, id))
                    .append(' ')
                    .append(names.of(id))
                    .append(";\n\n");
        }
    }
}
