namespace Pickerel.Core.Ir.Verification;

/// <summary>Throws for the first promise that does not hold.</summary>
/// <param name="after">The step that made the network.</param>
internal sealed class Promises(string after)
{
    public void Check(bool holds, string promise)
    {
        if (!holds)
            throw new NetworkVerificationException($"After {after}, the network breaks a promise: {promise}.", $"the network must be such that {promise}");
    }

    public void Check(Node node, bool holds, string promise)
    {
        if (!holds)
            throw new NetworkVerificationException($"After {after}, node '{node.Name}' ({node.Kind}) breaks a promise: {promise}.", $"of node '{node.Name}' ({node.Kind}) it must hold that {promise}");
    }
}
