using System;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Emit;

/// <summary>How much code without loops is written. A step is about an instruction, 7 bytes of it, 20 bytes of IL and at most a local.</summary>
internal static class UnrollBudget
{
    /// <summary>
    /// The most steps of passes of a loop written out, or of a method that is called for some at a time. More ran slower: a network's
    /// code no longer fits the first-level instruction cache; and the JIT ran out of the 1,024 locals it tracks from 700 steps on.
    /// </summary>
    public const int BlockSteps = 400;

    /// <summary>The same for passes that sum in registers, as each cut takes those to memory and back; such steps need no locals.</summary>
    public const int SumSteps = 1000;

    /// <summary>The same for passes that only narrower registers than the widest take.</summary>
    public const int RareSteps = 32;

    /// <summary>The most statements of a network's kernels: so many take the generator and the C# compiler about a minute.</summary>
    public const int MostStatements = 40_000;

    /// <exception cref="ProblemException">The kernels have more statements than a build should take.</exception>
    public static void Check(string kernels)
    {
        var statements = 0L;
        for (var at = kernels.IndexOf(";\n", StringComparison.Ordinal); at >= 0; at = kernels.IndexOf(";\n", at + 1, StringComparison.Ordinal))
            statements++;
        if (statements > MostStatements)
            throw new ProblemException(Pkr.TooLargeToUnroll.At(Site.Network.At("Unroll"), statements, MostStatements));
    }
}
