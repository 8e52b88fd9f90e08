package dev.yagura.kernel.table;

import java.util.List;

/** What a table of a guest's lists, wherever its rows come from. */
public interface TableInfo {
    /** Returns the word for it on the command line and in URLs: lower case, dashes. */
    String name();

    /** Returns what it lists, in a line. */
    String title();

    /** Returns its columns in order; each row has a value or null for each wanted. */
    List<Column> columns();

    /** Returns whether it has one row only, better read as a list of its fields. */
    boolean isSingle();
}
