"""Who may ask what, written down by hand from what each person is there for.

Not made from `RULES`: a row that is changed there by mistake must disagree with this one. Letters:
d driver, D dispatcher, C customer service, S supervisor, A admin, u auditor, c customer, s shop,
h the hub itself.
"""

from typing import Any

from core import commands as c
from core.access import Role

LETTERS = {
    "d": Role.DRIVER,
    "D": Role.DISPATCHER,
    "C": Role.CUSTOMER_SERVICE,
    "S": Role.SUPERVISOR,
    "A": Role.ADMIN,
    "u": Role.AUDITOR,
    "c": Role.CUSTOMER,
    "s": Role.SHOP,
    "h": Role.SYSTEM,
}

WHO_MAY: dict[type[Any], str] = {
    # Setting up is for those who answer for the depot, and for the hub that opens a demo day.
    c.RegisterDepot: "SAh",
    c.RegisterFleet: "SAh",
    c.AddOrders: "SAhs",
    # A list of orders is what a dispatcher begins the day with.
    c.ImportOrders: "DSAh",
    c.TakeBackOrders: "DSAh",
    c.CarryOver: "DSAh",
    c.KeepRounds: "DSAh",
    c.LeaveDaysOut: "DSAh",
    c.PutRoundsIn: "DSAh",
    c.OpenDay: "SAh",
    c.SetPolicies: "SAh",
    c.SetStock: "SAh",
    c.ChangeDepotSettings: "SA",
    # What cannot be brought back is for those who answer for it, and for the hub's own retention.
    c.ErasePerson: "SAh",
    # What happens on the road is told by who was there.
    c.StartRoute: "d",
    c.StartStop: "d",
    c.ArriveAtStop: "d",
    c.CompleteStop: "d",
    c.ReportProblem: "d",
    c.FailStop: "d",
    c.AcceptChanges: "d",
    c.DeclineChanges: "d",
    c.EndRoute: "d",
    c.ReportBreakdown: "dDSA",
    c.StartBreak: "d",
    c.EndBreak: "d",
    # The road and the office talk to each other.
    c.SendShortMessage: "dDSA",
    c.ReadShortMessages: "dDSA",
    # What comes in at the depot is counted there; the hub counts for the simulated depot hand.
    c.ScanGoods: "DSA",
    c.UnscanGoods: "DSA",
    c.CountGoods: "DSAh",
    c.CloseReceiving: "DSAh",
    c.ReopenReceiving: "DSA",
    c.MatchGoods: "DSA",
    c.InspectGoods: "DSA",
    c.UndoInspection: "DSA",
    c.CloseLot: "DSA",
    c.ReopenLot: "DSA",
    c.SendLot: "DSA",
    c.CloseDay: "DSA",
    c.ReopenDay: "DSA",
    # Routes are the dispatcher's.
    c.AnswerProblem: "DSA",
    c.PlaceOrder: "DSA",
    c.PlaceAll: "DSA",
    c.WithdrawOrder: "DSA",
    c.MoveStop: "DSA",
    c.ResequenceRoute: "DSA",
    c.Replan: "DSA",
    c.SendChanges: "DSA",
    c.LockRoute: "DSA",
    c.UnlockRoute: "DSA",
    c.LockStop: "DSA",
    c.UnlockStop: "DSA",
    c.ResumeRoute: "DSA",
    c.CallStandby: "DSA",
    c.HandToPartner: "DSA",
    c.SettlePartner: "DSA",
    c.ReturnToDepot: "DSA",
    c.InstructRefunds: "DSAh",
    # Whoever speaks with customers promises, notes and moves what is theirs.
    c.RescheduleOrder: "DCSA",
    c.ReaddressOrder: "DCSA",
    c.LearnPlace: "DCSA",
    c.MovePlace: "DCSA",
    # Where vans may drive is for those who plan.
    c.CloseStreet: "DSA",
    c.OpenStreet: "DSA",
    c.DrawFence: "DSA",
    c.RemoveFence: "DSA",
    c.HoldSlot: "DCSA",
    c.ReleaseSlot: "DCSA",
    c.BookSlot: "DCSA",
    c.EnterReturn: "DCSAs",
    c.LogCall: "DCSA",
    c.CollectEmpties: "DCSAh",
    c.AcknowledgeCase: "DCSA",
    c.ReopenCase: "DCSA",
    c.LetCaseWait: "DCSA",
    c.HandCase: "DCSA",
    c.AddCaseNote: "DCSA",
    c.ReportOrder: "DCSAh",
    c.FindGoods: "DCSA",
    c.LocateGoods: "DCSA",
    c.UndoLocating: "DCSA",
    c.KeepAtCounter: "DCSA",
    c.RecordPickup: "DCSA",
    c.UndoPickup: "DCSA",
    c.CancelOrder: "DCSA",
    c.GiveLink: "DCSA",
    c.RevokeLink: "DCSA",
    c.AnswerOrder: "DCSAc",
    # Money and goods given away: customer service asks for refunds within a limit, no more.
    c.RefundOrder: "DCSA",
    c.SettleRefund: "DSAh",
    c.ReplaceOrder: "DSA",
    c.UndoReplacement: "DSA",
    c.MakeException: "DSA",
    c.WithdrawException: "DSA",
    # A second pair of eyes; who asked may take it back, and the rule knows who may answer.
    c.Approve: "DSA",
    c.SendBack: "DCSA",
    c.HandApprovals: "DSA",
    c.ReviewApprovals: "SA",
    c.SignOffDay: "SA",
    c.TakeSignOffBack: "SA",
    c.HandRoute: "DSA",
    # Messages are written and settled by the hub alone.
    c.TellCustomers: "h",
    c.SettleMessage: "h",
}
