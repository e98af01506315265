using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;

namespace Pickerel.Import.TfLite;

/// <summary>
/// Imports TensorFlow Lite models that are quantized to integers. What each operator computes is what the reference kernels of
/// TensorFlow Lite for Microcontrollers compute, bit for bit.
/// </summary>
public static class TfLiteImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between operators.</param>
    /// <exception cref="ProblemException">The file is malformed, or holds what is not supported (PKR1075, PKR1093 to PKR1097).</exception>
    public static ModelDocument Import(ReadOnlyMemory<byte> file, string name, CancellationToken cancellation = default)
    {
        var model = TfLiteReader.Read(file, name);
        var twice = TfLiteGraph.Import(model, TfLiteRounding.Double, cancellation);
        var once = TfLiteGraph.Import(model, TfLiteRounding.Single, cancellation);
        ImportedNetwork.Verify(twice, name);
        ImportedNetwork.Verify(once, name);
        var document = new ModelDocument(name, twice, []);
        return document with { SingleRounding = Differences(TfLiteRoundings.Single(document), once).ToEquatableArray() };
    }

    private static IEnumerable<Node> Differences(Network network, Network other) =>
        network.Nodes.Zip(other.Nodes).Where(pair => pair.First != pair.Second).Select(pair => pair.Second);
}
