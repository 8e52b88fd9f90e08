/**
 * Reads Volatility 3's symbol files (ISF, JSON schema 6.2.0): symbols and C types of one kernel.
 *
 * <p>For kernels that keep no BTF of their own. What is not needed here, such as the types of
 * symbols, is passed over. The file is the user's, and is bounded all the same.
 */
@NullMarked
package dev.yagura.kernel.isf;

import org.jspecify.annotations.NullMarked;
