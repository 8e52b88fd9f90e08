/**
 * The kernel's C types: structures, members, enumerations.
 *
 * <p>{@link dev.yagura.kernel.types.TypeCatalog} is what callers use, whatever the source: BTF in
 * the guest's own memory or an ISF file.
 */
@NullMarked
package dev.yagura.kernel.types;

import org.jspecify.annotations.NullMarked;
