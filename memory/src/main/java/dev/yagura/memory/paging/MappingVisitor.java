package dev.yagura.memory.paging;

import java.io.IOException;

/** Receives the mappings that an enumeration finds. */
@FunctionalInterface
public interface MappingVisitor {
    /**
     * Takes one mapping, in ascending order of unsigned GVA.
     *
     * @return whether to go on
     * @throws IOException to end the enumeration; it leaves {@link AddressSpace#forEachMapping}
     */
    boolean visit(Mapping mapping) throws IOException;
}
