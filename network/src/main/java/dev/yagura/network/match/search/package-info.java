/**
 * Which of many patterns are in bytes: the automaton of Aho and Corasick ("Efficient string
 * matching", 1975), in memory that the patterns' length bounds.
 *
 * <p>Case is not regarded: what is found may be there in another case. Patterns count by their
 * first bytes only; whoever needs more has to look again.
 */
@NullMarked
package dev.yagura.network.match.search;

import org.jspecify.annotations.NullMarked;
