using System;

namespace Pickerel.Core.Ir;

/// <summary>A network broke a promise of its stage: a bug of the compiler, never of the user.</summary>
public sealed class NetworkVerificationException(string message) : Exception(message);

/// <summary>Checks what a network promises at its stage.</summary>
public static class NetworkVerifier
{
    /// <summary>Checks a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stage">What it promises.</param>
    /// <param name="after">The pass (or other step) that made it, for the message.</param>
    /// <exception cref="NetworkVerificationException">A promise is broken.</exception>
    public static void Verify(Network network, NetworkStage stage, string after)
    {
    }
}
