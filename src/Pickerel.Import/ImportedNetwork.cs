using System;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Import;

/// <summary>The integer network that a file of another format became.</summary>
internal static class ImportedNetwork
{
    /// <summary>The file's shapes, types and integers must hold together: what the verifier finds here is the file's fault.</summary>
    /// <exception cref="ProblemException">They do not (PKR1098).</exception>
    public static void Verify(Network network, string name)
    {
        try
        {
            NetworkVerifier.Verify(network, NetworkStage.Integer, "import");
        }
        catch (NetworkVerificationException misfit)
        {
            throw new ProblemException(Pkr.ModelDoesNotHoldTogether.At(Site.Network, name, misfit.Promise));
        }
        catch (OverflowException)
        {
            throw new ProblemException(Pkr.ModelDoesNotHoldTogether.At(Site.Network, name, "its sums must fit 64 bits"));
        }
    }
}
