using System;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>One step from the declared network to the integer network: a pure function of network and context.</summary>
/// <param name="Name">Verb and algebra, such as <c>FoldBatchNormalization</c>.</param>
/// <param name="Reason">Why it stands where it stands.</param>
/// <param name="After">The passes that must have run before this one.</param>
/// <param name="Leaves">How far the network is when this pass is done: what the verifier demands of it.</param>
/// <param name="Run">The pass itself. It observes the token where one node can take long, and throws <see cref="Messages.ProblemException"/> on bad input.</param>
public sealed record Pass(
    string Name,
    string Reason,
    EquatableArray<string> After,
    NetworkStage Leaves,
    Func<Network, PassContext, CancellationToken, Network> Run);
