package dev.yagura.kernel.types;

import java.util.Map;
import java.util.Optional;

/** The C types of one kernel. Immutable for its callers and safe for concurrent use. */
public interface TypeCatalog {

    /** Returns where the types come from, for people: {@code "BTF"}, {@code "ISF"}. */
    String source();

    /** Returns the number of types of every kind, at least 1. */
    int count();

    /**
     * Finds a structure or union by its tag or by a typedef of it. Where several types share the
     * name (Rust types do), the one with members of the C kernel wins; see the implementation.
     */
    Optional<StructType> struct(String name);

    /** Finds an enumeration by its tag: constant names and values; empty if there is none. */
    Optional<Map<String, Long>> enumeration(String tag);
}
